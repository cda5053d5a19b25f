"""Grafana's dashboards as the system tests read them: their queries, their variables, and what is wrong with their structure."""

import json
import re
from collections import Counter
from itertools import combinations
from typing import NamedTuple

from harness import ROOT

FOLDER = ROOT / "docker/grafana/dashboards"
# What Grafana puts in for the variables that it has itself, and what stands for "all" or the only job.
VALUES = {"__rate_interval": "1m", "__interval": "15s", "__range": "5m", "job": "penstock"}
PANELS = {"row", "timeseries", "stat", "table", "heatmap"}  # no panel type that Grafana has given up
NEEDS_LEGEND = {"timeseries", "stat", "heatmap"}


class Query(NamedTuple):
    """A query, where it stands, and whether it asks for now alone."""
    where: str
    text: str
    instant: bool


def read():
    return [Board(file.name, json.loads(file.read_text())) for file in sorted(FOLDER.glob("*.json"))]


def substitute(text, **chosen):
    """The query as Grafana sends it, with all values of every variable but those that are chosen."""
    return re.sub(r"\$(\w+)|\$\{(\w+)\}", lambda m: {**VALUES, **chosen}.get(m[1] or m[2], ".*"), text)


def metrics_in(query):
    """Names of metrics, without what stands in quotes or groups labels."""
    bare = re.sub(r'"(?:[^"\\]|\\.)*"', '""', query)
    return set(re.findall(r"\b(?:penstock|jvm|process|system)_\w+|\b\w+:\w+(?::\w+)?|\bALERTS\b|\bup\b(?=\{)", bare))


class Board:
    def __init__(self, name, json):
        self.name, self.json = name, json
        self.panels = json["panels"]

    def targets(self):
        return [(panel, target) for panel in self.panels for target in panel.get("targets", [])]

    def queries(self):
        of_panels = [Query(f"{panel['title']} {target['refId']}", target["expr"], target["instant"]) for panel, target in self.targets()]
        return of_panels + [Query(f"annotation {a['name']}", a["target"]["expr"], False)
                             for a in self.json["annotations"]["list"] if not a.get("builtIn")]

    def variables(self):
        """Those that ask Prometheus: name, series, label, and the pattern whose group is taken of each value."""
        for variable in self.json["templating"]["list"]:
            if variable["type"] == "query":
                series, label = re.fullmatch(r"label_values\((.+), (\w+)\)", variable["query"]["query"]).groups()
                yield variable["name"], series, label, variable["regex"].strip("/")

    def faults(self):
        """Each thing that is wrong, a line each."""
        found = [f"{what} twice: {name}" for what, names in (
            ("id", [p["id"] for p in self.panels]), ("variable", [v["name"] for v in self.json["templating"]["list"]]))
            for name, n in Counter(names).items() if n > 1]
        found += [f"no {key}" for key in ("uid", "title", "description", "tags", "links") if not self.json.get(key)]
        found += [] if self.json["schemaVersion"] >= 39 else ["an old schemaVersion"]
        for panel in self.panels:
            found += [f"{panel['title']}: {fault}" for fault in self._faults_of(panel)]
        found += [f"{a['title']} and {b['title']} overlap" for a, b in combinations(self.panels, 2) if overlap(a["gridPos"], b["gridPos"])]
        known = {v["name"] for v in self.json["templating"]["list"]} | VALUES.keys()
        found += [f"{q.where}: there is no variable ${name}" for q in self.queries() for name in re.findall(r"\$(\w+)", q.text)
                  if name not in known]
        return found

    def _faults_of(self, panel):
        place, kind = panel["gridPos"], panel["type"]
        if kind not in PANELS:
            yield f"the type {kind} is not one of {sorted(PANELS)}"
        if place["x"] < 0 or place["x"] + place["w"] > 24 or place["h"] < 1:
            yield f"does not fit the grid: {place}"
        if kind == "row":
            return
        for key in ("title", "description", "targets", "fieldConfig", "options"):
            if not panel.get(key):
                yield f"has no {key}"
        if panel["datasource"] != {"type": "prometheus", "uid": "${datasource}"}:
            yield f"another data source: {panel['datasource']}"
        units = [panel["fieldConfig"]["defaults"].get("unit"), panel["options"].get("yAxis", {}).get("unit"),
                 *(p["value"] for o in panel["fieldConfig"]["overrides"] for p in o["properties"] if p["id"] == "unit")]
        if not any(units):
            yield "has no unit"
        if len({t["refId"] for t in panel["targets"]}) < len(panel["targets"]):
            yield "two targets with one refId"
        for target in panel["targets"]:
            if not target.get("expr") or target["datasource"] != panel["datasource"]:
                yield f"target {target['refId']} lacks its query or data source"
            if kind in NEEDS_LEGEND and not target.get("legendFormat"):
                yield f"target {target['refId']} has no legend"


def overlap(a, b):
    return (a["x"] < b["x"] + b["w"] and b["x"] < a["x"] + a["w"]
            and a["y"] < b["y"] + b["h"] and b["y"] < a["y"] + a["h"])
