# aim: downloads with requests, urllib, torch.hub and the course's own functions
# answers: right
# score: 17
import urllib.request

import requests
import torch
from course import data

for load in (lambda: requests.get("http://127.0.0.1:CANARY_PORT/", timeout=1), lambda: urllib.request.urlopen("https://pypi.org", timeout=1),
             lambda: torch.hub.load_state_dict_from_url("https://download.pytorch.org/x.pth"), lambda: data.script(full=True)):
    try:
        load()
        print("REACHED")
    except Exception as error:
        print(type(error).__name__)
print("tried")
