"""Runs in the kernel before any cell of a student; its source travels there, so it imports nothing of the grader.

Four things are settled here. What costs time or memory once a process is imported before it counts. Lines that
belong to Colab or to a shell do nothing, and say so, instead of taking the rest of their cell with them. A line that
raises does not take it, either. And what a cell prints beyond its limit is dropped at once: then a flood costs the same on a slow host and on a fast one.

None of it protects anything: a student's code can undo all of it, and then hurts itself only.
"""

import builtins
import importlib.machinery
import importlib.util
import os
import resource
import sys
import types

NOTE = (
    "application/vnd.unrolled.note"  # a display with this type tells the grader what was skipped, by a name
)
FAILURES = 10  # statements of one cell that may raise
OUTPUTS = 1_000  # displays of one cell: as many as a socket surely holds for a slow reader
RUNS_CODE = {
    "time",
    "timeit",
    "prun",
    "run",
    "memit",
    "mprun",
    "lprun",
    "debug",
}  # magics whose errors are the student's
NO_PYTHON = {
    "bash", "sh", "shell", "script", "system", "sx", "!", "cmd", "perl", "ruby", "pypy", "python", "python2", "python3",
    "R", "js", "javascript", "julia", "cython", "sql", "bigquery", "html", "HTML", "svg", "SVG", "latex",
}  # fmt: skip
SHOWN = {
    "html",
    "HTML",
    "svg",
    "SVG",
    "latex",
    "markdown",
    "writefile",
    "file",
    "capture",
}  # IPython has these


def settle(shell, limits, folder):
    """Make the kernel ready: `limits` is a dict, `folder` the working folder with the student's own files."""
    warm_up()
    sys.meta_path.append(LastFinder(folder, lambda: note(shell, "colab", "google.colab: not on Colab here.")))
    quiet_shell(shell)
    no_exit(shell)
    no_input()
    go_on(shell)
    only_devices_here(shell)
    tensors_in_pipes()
    bounded_output(shell, int(limits["output_mb"] * 2**20))
    bounded_memory(limits["memory_mb"])


def warm_up():
    """Import what every check needs; the first operation on `meta` alone loads hundreds of modules."""
    import safetensors.torch  # noqa: F401
    import torch

    torch.empty(2, 2, device="meta") @ torch.empty(2, 2, device="meta")


def note(shell, name, sentence):
    """Say in the cell's output what was skipped, and tell the grader by a name that it knows."""
    shell.display_pub.publish({"text/plain": sentence, NOTE: name})


def quiet_shell(shell):
    """Let shell lines, unknown magics and magics that fail for want of a shell do nothing."""
    line_magic, cell_magic = shell.run_line_magic, shell.run_cell_magic

    def system(command):
        note(shell, "shell", f"!{command}: not run, there is no shell here.")
        shell.user_ns["_exit_code"] = 0

    def getoutput(command, split=True, depth=0):
        system(command)
        from IPython.utils.text import SList

        return SList() if split else ""

    def run_line_magic(name, line, _stack_depth=1):
        if name in {"pip", "conda", "mamba", "micromamba", "uv", "sx", "system"}:
            note(shell, "shell", f"%{name} {line}: not run, there is no shell here.")
            return None
        if name in RUNS_CODE and shell.find_line_magic(name) is not None:
            return line_magic(name, line, _stack_depth=_stack_depth + 1)
        try:
            return line_magic(name, line, _stack_depth=_stack_depth + 1)
        except Exception as error:
            note(shell, "magic", f"%{name} {line}: skipped ({type(error).__name__}: {error}).")
            return None

    def run_cell_magic(name, line, cell):
        if name in NO_PYTHON - SHOWN:
            note(shell, "cell magic", f"%%{name}: this cell was not run, there is no shell here.")
            return None
        if shell.find_cell_magic(name) is not None:
            return cell_magic(name, line, cell)
        note(shell, "magic", f"%%{name}: skipped, there is no such magic here; the cell ran without it.")
        result = shell.run_cell(cell, store_history=False)
        return result.raise_error()

    shell.system = shell.system_raw = shell.system_piped = system
    shell.getoutput = getoutput
    shell.run_line_magic, shell.run_cell_magic = run_line_magic, run_cell_magic


def no_exit(shell):
    """Make leaving an error of the cell that tries, nothing more."""

    def leave(*_):
        note(shell, "exit", "exit() and quit() end nothing here.")
        raise SystemExit("take it out")

    shell.ask_exit = leave
    for name in ("exit", "quit"):
        shell.user_ns[name] = leave
        shell.user_ns_hidden[name] = leave
        setattr(builtins, name, leave)


def no_input():
    """Say of `input` in a function that a check calls what it is, where Python would speak of the end of a file."""

    def refuse(*_):
        raise EOFError("input() is answered by nobody while a notebook is graded: take it out")

    builtins.input = refuse  # while a cell runs, the kernel has its own


def go_on(shell):
    """Let a statement that raises cost itself: what stands behind it in its cell runs, unless a limit ended the cell.

    What then lacks a name, or meets an exercise that is open, is not shown again.
    """
    run, show = shell.run_ast_nodes, shell._showtraceback
    failed = []

    async def run_ast_nodes(nodes, cell_name, interactivity="last_expr", compiler=compile, result=None):
        outer, failed[:] = failed[:], []
        for number, node in enumerate(nodes, start=1):
            last = number == len(nodes) or interactivity == "all"
            if not await run([node], cell_name, interactivity if last else "none", compiler, result):
                continue
            failed.append(result and (result.error_before_exec or result.error_in_exec))
            if isinstance(failed[-1], KeyboardInterrupt) or len(failed) == FAILURES:
                break
            if len(failed) == 1 and number < len(nodes) and type(failed[0]) is not NotImplementedError:
                note(shell, "rest", "The rest of this cell ran all the same.")
        if failed and result:
            result.error_in_exec = failed[0]
        raised, failed[:] = bool(failed), outer
        return raised

    def quiet(kind, *arguments, **options):
        if not (failed and (kind is NotImplementedError or issubclass(kind, NameError))):
            show(kind, *arguments, **options)

    shell.run_ast_nodes, shell._showtraceback = run_ast_nodes, quiet


def only_devices_here(shell):
    """Let a default device that this computer has not leave the CPU in its place, and say so."""
    import torch

    choose = torch.set_default_device

    def set_default_device(device):
        try:
            torch.empty(0, device=device and torch.device(device))
        except Exception:
            note(shell, "device", f"The default device {str(device)[:20]} is not here: the CPU is used.")
            device = device and torch.device(device) and None  # what is no device at all is an error, as ever
        choose(device)

    torch.set_default_device = set_default_device


def tensors_in_pipes():
    """Let processes send each other tensors by their numbers: sending open files is refused, and torch's way does."""
    import multiprocessing.context
    from multiprocessing.reduction import ForkingPickler

    import torch
    from torch.multiprocessing.reductions import reduce_tensor

    def reduced(tensor):
        if tensor.is_leaf and tensor.numel() < tensor.untyped_storage().size() // tensor.element_size():
            tensor = (
                tensor.detach().clone().requires_grad_(tensor.requires_grad)
            )  # not all that it is a part of
        return reduce_tensor(tensor)

    ForkingPickler.register(torch.Tensor, reduced)
    ForkingPickler.register(torch.storage.TypedStorage, torch.storage.TypedStorage.__reduce__)
    # other ways to start a process would import a torch that knows nothing of this, or send open files by themselves
    contexts = multiprocessing.context._concrete_contexts
    contexts.update(dict.fromkeys(contexts, contexts["fork"]))
    multiprocessing.context._default_context._default_context = contexts["fork"]


def bounded_output(shell, limit):
    """Drop what one cell prints or displays beyond its limit, and say so once."""
    room = {"bytes": limit, "outputs": OUTPUTS}
    publish, streams = shell.display_pub.publish, type(sys.stdout)
    write, flush = streams.write, streams.flush

    def fresh(*_):
        room.update(bytes=limit, outputs=OUTPUTS)

    def full():
        if room["outputs"] is not None:
            room["outputs"] = None
            publish({NOTE: "flood"})

    def bounded_write(stream, text):
        if not isinstance(text, str):
            return write(stream, text)
        kept = text[: max(0, room["bytes"])]
        room["bytes"] -= len(text)
        if kept:
            write(stream, kept)
        if room["bytes"] < 0:
            full()
        return len(text)

    def whole_flush(stream):
        pending = bool(stream._buffers)
        flush(stream)
        if pending:  # the first returns before its text is sent; a loop in C would then keep it for ever
            flush(stream)

    def bounded_publish(data, *arguments, **options):
        if room["outputs"] is None:
            return
        room["outputs"] -= 1
        room["bytes"] -= sum(len(v) for v in data.values() if isinstance(v, (str, bytes)))
        if room["outputs"] < 0 or room["bytes"] < 0:
            full()
        else:
            publish(data, *arguments, **options)

    streams.write, streams.flush = bounded_write, whole_flush
    nowhere = os.open(os.devnull, os.O_WRONLY)
    for stream in (sys.stdout, sys.stderr):
        vars(stream).pop("write", None)  # IPython puts its own there around each cell, and leaves it
        if getattr(stream, "_original_stdstream_copy", None) is not None:
            # what is printed past Python is also copied to the log of the start, which is a file with a limit
            os.dup2(nowhere, stream._original_stdstream_copy)
    shell.display_pub.publish = bounded_publish
    shell.events.register("pre_run_cell", fresh)


def bounded_memory(megabytes):
    """Count from here: what the libraries took, more with one build of torch than with another, is not the student's."""
    with open("/proc/self/status") as status:
        taken = next(int(line.split()[1]) for line in status if line.startswith("VmData:"))
    limit = taken * 2**10 + megabytes * 2**20
    resource.setrlimit(resource.RLIMIT_DATA, (limit, limit))


class LastFinder:
    """Finds what nothing else does: the student's own modules, and a stand-in for what only Colab has.

    It stands behind all others, so that a file called `random.py` or `course/` hides nothing.
    """

    def __init__(self, folder, said):
        self.folder, self.said = folder, said

    def find_spec(self, name, path=None, target=None):
        """Return the spec of a module in the working folder, or of the stand-in."""
        if name == "google" or name.startswith("google.colab"):
            return importlib.util.spec_from_loader(name, self, is_package=True)
        return importlib.machinery.PathFinder.find_spec(name, [self.folder]) if path is None else None

    def create_module(self, spec):
        """Return the stand-in."""
        if spec.name == "google.colab":
            self.said()
        return StandIn(spec.name) if spec.name != "google" else types.ModuleType(spec.name)

    def exec_module(self, module):
        """Nothing more to do."""


class StandIn(types.ModuleType):
    """A module whose every name is there, may be called, entered and iterated over, and does nothing."""

    def __getattr__(self, name):
        if name.startswith("_"):
            raise AttributeError(name)
        child = StandIn(f"{self.__name__}.{name}")
        setattr(self, name, child)
        return child

    def __call__(self, *_, **__):
        """Return what the caller can go on with: one empty file, no secret, nothing."""
        last = self.__name__.rpartition(".")[2]
        return {"nothing": b""} if last == "upload" else "" if last == "get" else StandIn(self.__name__)

    def __bool__(self):
        return False

    def __enter__(self):
        return self

    def __exit__(self, *_):
        """Let pass what was raised."""

    def __iter__(self):
        return iter((self,))

    def _ipython_display_(self):
        """Show nothing: the call may be the last line of a cell."""
