# mistake: pick_device called
# fails: choose_device.both_computers: own code
def choose_device():
    return pick_device()
