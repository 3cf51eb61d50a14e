from __future__ import annotations

import ctypes
import gc
import signal
import sys
import threading
import weakref
from ctypes import c_int, c_int64, c_void_p

import pytest

from neurocircuit.simulation.engines import llvm
from neurocircuit.simulation.engines.llvm import Code, host

TWICE = "define i64 @twice(i64 %x) {\n  %y = add i64 %x, %x\n  ret i64 %y\n}\n"


def test_a_text_becomes_functions_that_compute():
    code = Code(TWICE + TWICE.replace("twice", "square").replace("add", "mul"))
    twice, square = (code.function(name, c_int64, c_int64) for name in ("twice", "square"))
    assert [function(x) for function in (twice, square) for x in (21, -5)] == [42, -10, 441, 25]
    assert 0 != code.address("twice") != code.address("square")


def test_a_function_keeps_its_code():
    code = Code(TWICE)
    kept, function = weakref.ref(code), code.function("twice", c_int64, c_int64)
    del code
    gc.collect()
    assert kept() is not None
    assert function(4) == 8
    del function
    gc.collect()
    assert kept() is None


def test_code_keeps_the_code_that_it_calls():
    called = Code(TWICE)
    address = called.address("twice")
    text = f"""
        define i64 @four_times(i64 %x) {{
          %f = inttoptr i64 {address} to ptr
          %y = call i64 %f(i64 %x)
          %z = call i64 %f(i64 %y)
          ret i64 %z
        }}"""
    kept, function = weakref.ref(called), Code(text, [called]).function("four_times", c_int64, c_int64)
    del called
    gc.collect()
    assert kept() is not None
    assert function(5) == 20


def test_other_threads_run_meanwhile():
    # The interpreter itself says whether it waits for the thread that asks.
    text = "define i32 @asked(ptr %check) {\n  %held = call i32 %check()\n  ret i32 %held\n}"
    check = ctypes.cast(ctypes.pythonapi.PyGILState_Check, c_void_p)
    assert Code(text).function("asked", c_int, c_void_p)(check) == 0


@pytest.mark.skipif(sys.platform == "win32", reason="signals")
def test_ctrl_c_need_not_wait_for_the_compiler(monkeypatch):
    compiled, done = llvm._compiled, threading.Event()

    def slow(text, quickly):
        signal.pthread_kill(threading.main_thread().ident, signal.SIGINT)
        done.wait()
        return compiled(text, quickly)

    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    monkeypatch.setattr(llvm, "_compiled", slow)
    try:
        with pytest.raises(KeyboardInterrupt):
            Code(TWICE)
    finally:
        done.set()
        signal.signal(signal.SIGINT, before)


def test_text_that_is_wrong_is_not_compiled():
    with pytest.raises(RuntimeError, match="LLVM IR parsing error"):
        Code("define i64 @twice(i64 %x) { ret i64 %y }")


def test_this_computer_is_asked_once(monkeypatch):
    name, features, ternary, lanes, registers = host()
    assert name
    assert ternary == ("+avx512f" in features.split(","))
    assert lanes == (8 if ternary else 4 if "+avx" in features.split(",") else 2)
    monkeypatch.setattr(llvm.llvm, "get_host_cpu_name", lambda: "another")
    assert registers == (32 if ternary else 16)
    assert host() == (name, features, ternary, lanes, registers)
