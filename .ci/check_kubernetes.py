"""Checks the Jobs of a folder against the schemas of Kubernetes, runs their commands and compares the digest.

    check_kubernetes.py FOLDER WORK "digest HEX"
"""

import os
import subprocess
import sys
from pathlib import Path

import kubernetes_validate
import yaml

VERSIONS = ["1.29", "1.33"]


def load(path):
    return [document for document in yaml.safe_load_all(path.read_text())]


def run(container, place, **variables):
    """Runs the command of a container with its volumes at another place, and gives what it prints."""
    def moved(word):
        return word.replace("/study/", f"{place}/study/").replace("/admsc/", f"{place}/admsc/")

    words = [moved(word) for word in container["command"]]
    given = {entry["name"]: moved(entry["value"]) for entry in container.get("env", [])}
    return subprocess.run(words, env=os.environ | given | variables, check=True, text=True, stdout=subprocess.PIPE).stdout


folder, work, expected = Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3]
config, shards = load(folder / "shards.yaml")
(merge,) = load(folder / "merge.yaml")
for document in [config, shards, merge]:
    for version in VERSIONS:
        kubernetes_validate.validate(document, version, strict=True)
print(f"Kubernetes: ConfigMap and Jobs are valid in {' and '.join(VERSIONS)}")

place = work / "pods"
(place / "study").mkdir(parents=True)
(study,) = [volume["configMap"] for volume in shards["spec"]["template"]["spec"]["volumes"] if volume["name"] == "study"]
assert study["name"] == config["metadata"]["name"], "the Jobs read another ConfigMap"
for item in study["items"]:
    text = config["data"][item["key"]]
    (copy,) = folder.glob(f"*/{item['path']}")
    assert text == copy.read_text(), "the study in the ConfigMap is not the study of the plan"
    (place / "study" / item["path"]).write_text(text)
for index in range(shards["spec"]["completions"]):
    container = shards["spec"]["template"]["spec"]["containers"][0]
    run(container, place, JOB_COMPLETION_INDEX=str(index))
(container,) = merge["spec"]["template"]["spec"]["containers"]
digest = run(container, place).splitlines()[-1]
print(f"Kubernetes' commands: {digest}")
assert digest == expected, f"expected {expected}"
