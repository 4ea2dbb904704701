"""Derivatives in many threads, and in processes that start from nothing."""

import multiprocessing
import threading

import numpy as np

import s2sad
from samples import seed

D = np.random.default_rng(0).random(21)
THREADS, CALLS = 16, 625


def test_first_calls_at_once_and_ten_thousand_more():
    derivative = s2sad.derivative(seed.rs, wrt="xs")
    expected = s2sad.derivative(seed.rs, wrt="xs")(D, 0.3)
    start, wrong, failed = threading.Barrier(THREADS), [], []

    def work():
        try:
            start.wait()
            for _ in range(CALLS):
                if not np.array_equal(derivative(D, 0.3), expected):
                    wrong.append(1)
        except Exception as error:
            failed.append(error)

    threads = [threading.Thread(target=work) for _ in range(THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not wrong and not failed
    assert len(derivative._entries) == 1


def test_through_a_process_pool_with_spawn():
    derivative = s2sad.derivative(seed.rs, wrt="xs")
    points = [(D, 0.1 * k) for k in range(4)]
    expected = [derivative(*point) for point in points]
    with multiprocessing.get_context("spawn").Pool(2) as pool:
        found = pool.starmap(derivative, points)
    assert all(np.array_equal(a, b) for a, b in zip(found, expected, strict=True))
