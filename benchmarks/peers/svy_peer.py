"""Answers by the package svy, run under a Python that has it; called by benchmarks.measured."""

import json
import resource
import sys
import time

import numpy as np
import polars as pl
import svy


def main() -> None:
    task, source, target, settings = sys.argv[1:]
    given = dict(np.load(source, allow_pickle=False))
    chosen = json.loads(settings)
    answers, seconds, note = TASKS[task](given, chosen)
    told = {
        "name": f"svy {svy.__version__}",
        "seconds": seconds,
        "megabytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        "note": note,
    }
    np.savez(target, told=json.dumps(told), **answers)


def sample(given):
    skip = {"base"}
    columns = {name: given[name] for name in given if name not in skip and given[name].ndim == 1}
    frame = pl.DataFrame(columns | {"w": given["base"]})
    return svy.Sample(frame, svy.Design(stratum="stratum", psu="psu", wgt="w"))


def controls(chosen):
    return {
        name: {int(level): count for level, count in one.items()}
        for name, one in chosen["targets"].items()
    }


def timed(call):
    start = time.process_time()
    found = call()
    return time.process_time() - start, found


def rake(given, chosen):
    made = sample(given)
    seconds, raked = timed(
        lambda: made.weighting.rake(controls=controls(chosen), tol=1e-6, max_iter=1000)
    )
    return {"weights": raked.data["rk_wgt"].to_numpy()}, seconds, ""


def domain_means(given, chosen):
    made = sample(given)
    raked = made.weighting.rake(controls=controls(chosen), tol=1e-11, max_iter=2000)
    items = chosen["items"]
    seconds, found = timed(lambda: raked.estimation.mean(items, by="stratum"))
    tables = [one.to_polars().sort("stratum") for one in (found if len(items) > 1 else [found])]
    return (
        {
            "values": np.stack([one["est"].to_numpy() for one in tables]),
            "errors": np.stack([one["se"].to_numpy() for one in tables]),
        },
        seconds,
        "",
    )


def tests(given, chosen):
    made = sample(given)
    raked = made.weighting.rake(controls=controls(chosen), tol=1e-11, max_iter=2000)
    rows = []

    def run():
        for item, place, before in chosen["pairs"]:
            inside = (pl.col("m5") == place) & pl.col("quarter").is_in([before, before + 1])
            rows.append(raked.categorical.ttest(item, group="quarter", where=inside))

    seconds, _ = timed(run)
    difference = [row.diff[0] if isinstance(row.diff, list) else row.diff for row in rows]
    values = np.array([one.diff for one in difference])
    errors = np.array([one.se for one in difference])
    return {"values": values, "errors": errors}, seconds, ""


def replicates(given, chosen):
    if "replicates" in given:
        return _given_replicates(given, chosen)
    made = sample(given)

    def run():
        drawn = made.weighting.create_bs_wgts(n_reps=chosen["replicates"], rstate=1)
        raked = drawn.weighting.rake(controls=controls(chosen), tol=1e-6, max_iter=1000)
        whole = raked.estimation.mean(chosen["items"], method="replication")
        parts = raked.estimation.mean(chosen["items"], by="m5", method="replication")
        return whole, parts

    seconds, _ = timed(run)
    return {}, seconds, ""


def _given_replicates(given, chosen):
    count = given["replicates"].shape[1]
    names = {f"rep{r + 1}": given["replicates"][:, r] for r in range(count)}
    columns = {n: v for n, v in given.items() if v.ndim == 1 and n != "base"}
    frame = pl.DataFrame(columns | {"w": given["base"]} | names)
    rule = svy.BootstrapWgts(prefix="rep", n_reps=count)
    made = svy.Sample(frame, svy.Design(wgt="w", rep_wgts=rule))
    raked = made.weighting.rake(controls=controls(chosen), tol=1e-11, max_iter=2000)
    found = raked.estimation.mean(
        chosen["items"], by="m5", method="replication", variance_center="estimate"
    )
    tables = [one.to_polars().sort("m5") for one in found]
    return (
        {
            "values": np.stack([one["est"].to_numpy() for one in tables]),
            "errors": np.stack([one["se"].to_numpy() for one in tables]),
        },
        0.0,
        "",
    )


TASKS = {
    "rake": rake,
    "domain-means": domain_means,
    "tests": tests,
    "replicates": replicates,
}

if __name__ == "__main__":
    main()
