# aim: connects to its own kernel as a client would and runs cells of its own
# answers: junk
# score: 0
import json
import subprocess
import sys

program = """
import json
from jupyter_client import BlockingKernelClient
client = BlockingKernelClient()
client.load_connection_info(json.load(open("/run/connection.json")))
client.start_channels(hb=False)
client.execute("print(17); 17")
"""
child = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=5)
print("tried", child.returncode)
