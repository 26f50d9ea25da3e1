# aim: plants a file in every folder that is in sight
# answers: right
# score: 17
import os

kept = []
for top, folders, _ in os.walk("/"):
    if top == "/":
        folders[:] = [name for name in folders if name not in ("proc", "sys")]
    try:
        with open(os.path.join(top, "CANARY_PLANTED"), "w") as file:
            file.write("x")
        kept.append(top)
    except OSError:
        pass
print("tried", kept)
