"""The door to LLVM: text in, machine code of this computer out."""

from __future__ import annotations

import ctypes
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache
from typing import Any, NamedTuple

import llvmlite.binding as llvm  # type: ignore[import-untyped]

#: The target's own processor; a relocation model that the memory manager can place anywhere.
_MACHINE = {"reloc": "pic", "codemodel": "jitdefault", "jit": True}


class Host(NamedTuple):
    """This computer's processor.

    Args:
        name: as LLVM calls it.
        features: as LLVM takes them.
        ternary: whether it computes any function of three vectors at once.
        lanes: words of 64 bits in a vector register.
        registers: how many of these it has.
    """

    name: str
    features: str
    ternary: bool
    lanes: int
    registers: int


@lru_cache(maxsize=1)
def host() -> Host:
    """The processor that code is made for."""
    llvm.initialize_native_target()
    llvm.initialize_native_asmprinter()
    features = llvm.get_host_cpu_features()
    ternary = bool(features.get("avx512f"))
    lanes = 8 if ternary else 4 if features.get("avx") else 2
    return Host(llvm.get_host_cpu_name(), features.flatten(), ternary, lanes, 32 if ternary else 16)


def _compiled(text: str, quickly: bool) -> Any:
    this = host()
    target = llvm.Target.from_default_triple()
    machine = target.create_target_machine(cpu=this.name, features=this.features, opt=0 if quickly else 1, **_MACHINE)
    engine = llvm.create_mcjit_compiler(llvm.parse_assembly(text), machine)
    engine.finalize_object()
    return engine


class Code:
    """Functions in LLVM assembly, compiled; they live as long as this object.

    The texts are made so that LLVM's passes, which take longer than code generation, would gain next to nothing.

    Args:
        text: of the functions.
        called: other code, whose addresses are in the text.
        quickly: instruction by instruction, in a tenth of the time; only for plain words, not for vectors.
    """

    def __init__(self, text: str, called: Sequence[Code] = (), quickly: bool = False) -> None:
        self._called = tuple(called)
        # LLVM hears of Ctrl-C only when it is done: it works in a thread that nobody has to wait for.
        thread = ThreadPoolExecutor(1)
        made = thread.submit(_compiled, text, quickly)
        thread.shutdown(wait=False)
        self._engine = made.result()
        self._addresses: dict[str, int] = {}

    def address(self, name: str) -> int:
        """Where a function begins."""
        if name not in self._addresses:
            self._addresses[name] = int(self._engine.get_function_address(name))
        return self._addresses[name]

    def function(self, name: str, result: Any, *parameters: Any) -> Any:
        """A function as a Python callable, which keeps its code, and lets other threads run meanwhile."""
        function = ctypes.CFUNCTYPE(result, *parameters)(self.address(name))
        function.code = self  # type: ignore[attr-defined]
        return function
