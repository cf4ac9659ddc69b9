"""python -m tests.oracle DIR [--topic T] [--write OUT.json] [--verbose]."""

from __future__ import annotations

import argparse
import importlib
import importlib.util
import inspect
import json
import sys
import warnings
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from tests.oracle.compare import differences, own_precision
from tests.oracle.prepared import Prepared, UnsupportedError
from tests.oracle.sample import sample_of

LEFT_OUT = "shahvaish"  # R survey 4.1-1 gives far-off quantiles under this rule


def cases(directory: Path, topic: str | None) -> Iterator[Mapping[str, Any]]:
    """The cases of a directory, topic by topic."""
    for path in sorted((directory / "cases").glob("*.json")):
        if topic is None or path.stem == topic:
            yield from json.loads(path.read_text(encoding="utf-8"))


def answer(case: Mapping[str, Any], directory: Path) -> dict[str, Any]:
    """Our result, with the keys of the case's own in its order."""
    name = f"tests.oracle.topics.{case['topic']}"
    if importlib.util.find_spec(name) is None:
        raise UnsupportedError(f"topic {case['topic']}")
    sample = sample_of(case, directory)
    asked = importlib.import_module(name).answer
    if len(inspect.signature(asked).parameters) == 1:
        design, weights = sample.design, sample.weights
        ours = asked(Prepared(case["call"], sample.frame, design, weights, sample.policies))
    else:
        ours = asked(case, sample)
    wanted = case.get("result") or ours
    return {key: ours[key] for key in wanted if key in ours}


def as_r_approximates(case: Mapping[str, Any], directory: Path) -> dict[str, Any] | None:
    """The same result by R's own approximation, where a topic knows one."""
    topic = importlib.import_module(f"tests.oracle.topics.{case['topic']}")
    if not hasattr(topic, "at_r_precision"):
        return None
    sample = sample_of(case, directory)
    design, weights = sample.design, sample.weights
    found: dict[str, Any] | None = topic.at_r_precision(
        Prepared(case["call"], sample.frame, design, weights, sample.policies)
    )
    return found


def judged(case: Mapping[str, Any], directory: Path) -> tuple[str, dict[str, Any], list[str], bool]:
    """agree, differ or unsupported; our result; what differs; whether R's own precision told."""
    try:
        ours = answer(case, directory)
    except UnsupportedError as reason:
        return "unsupported", {}, [str(reason)], False
    except Exception as error:  # noqa: BLE001  one case must not end the run
        return "differ", {}, [f"{type(error).__name__}: {error}"], False
    expected = case.get("result", {})
    apart = list(differences(case, expected, ours, strict=False))
    if apart:
        approximate = as_r_approximates(case, directory)
        if approximate and not list(differences(case, expected, approximate, strict=True)):
            return "agree", ours, [], True
    loose = bool(own_precision(case)) and bool(list(differences(case, expected, ours, strict=True)))
    return ("differ" if apart else "agree"), ours, apart, loose


def main() -> int:
    """Put every case to the engine and print what came of it, topic by topic."""
    parser = argparse.ArgumentParser(prog="python -m tests.oracle", description=__doc__)
    parser.add_argument("directory", type=Path)
    parser.add_argument("--topic")
    parser.add_argument("--write", type=Path)
    parser.add_argument("--verbose", action="store_true")
    chosen = parser.parse_args()
    counts: dict[str, Counter[str]] = {}
    written: dict[str, Any] = {}
    own: list[str] = []
    loosened: list[str] = []
    left_out: list[str] = []
    problems: list[str] = []
    warnings.simplefilter("ignore")
    for case in cases(chosen.directory, chosen.topic):
        if LEFT_OUT in json.dumps(case["call"]):
            left_out.append(case["id"])
            continue
        verdict, ours, apart, loose = judged(case, chosen.directory)
        counts.setdefault(case["topic"], Counter())[verdict] += 1
        written[case["id"]] = ours
        if own_precision(case):
            own.append(case["id"])
        if loose and verdict == "agree":
            loosened.append(case["id"])
        if verdict != "agree":
            problems.append(f"{verdict:11s} {case['id']}: {'; '.join(apart)[:400]}")
    for line in problems:
        print(line)
    total: Counter[str] = Counter()
    print(f"{'topic':<12}{'cases':>7}{'agree':>7}{'differ':>8}{'unsupported':>13}")
    for topic, found in sorted(counts.items()):
        total += found
        row = (sum(found.values()), found["agree"], found["differ"], found["unsupported"])
        print(f"{topic:<12}{row[0]:>7}{row[1]:>7}{row[2]:>8}{row[3]:>13}")
    if own:
        print(f"compared at R's own precision ({len(own)}), needed by {len(loosened)}:")
        print("  needed: " + (", ".join(loosened) or "none"))
        print("  not needed: " + ", ".join(i for i in own if i not in set(loosened)))
    if left_out:
        print(f"left out, R itself is wrong ({LEFT_OUT}): {', '.join(left_out)}")
    if chosen.write is not None:
        chosen.write.write_text(json.dumps(written), encoding="utf-8")
    print(f"agree {total['agree']} of {sum(total.values())}")
    return 0 if total["agree"] == sum(total.values()) else 1


if __name__ == "__main__":
    sys.exit(main())
