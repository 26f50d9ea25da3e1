"""What students import in the labs of Unrolled: small, readable, no knowledge of grading."""

try:
    from course.device import pick_device
except ModuleNotFoundError as missing:
    raise ImportError(
        f"{missing.name} is not installed: run `pip install {missing.name}`, then restart the kernel."
    ) from None

__all__ = ["pick_device"]
