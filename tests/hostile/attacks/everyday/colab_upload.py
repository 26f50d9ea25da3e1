# aim: asks for an upload that cannot come, and takes its first file; enters what Colab's calls return
# at: in setup
# answers: right
# score: 17
import io

from google.colab import drive, files, output

uploaded = files.upload()
for name in uploaded.keys():
    print("tried", name)
io.BytesIO(uploaded[next(iter(uploaded))])
next(iter(files.upload()))
with output.use_tags("x"):
    print("inside")
for _ in output.eval_js("1"):
    pass
files.download("model.pt")
drive.mount("/content/drive")
