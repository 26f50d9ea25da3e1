# mistake: the global device returned
# fails: choose_device.both_computers: CPU also
def choose_device():
    return device
