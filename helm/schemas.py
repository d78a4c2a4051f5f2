"""usage: schemas.py SWAGGER FOLDER    turns Kubernetes' OpenAPI document into one strict JSON schema per kind, for kubeconform"""

import json
import pathlib
import sys


def strict(schema):
    """The schema, refusing fields that it doesn't name."""
    if "$ref" in schema:
        return {"$ref": "definitions.json" + schema["$ref"]}
    if schema.get("format") == "int-or-string":
        return {"type": ["integer", "string"]}
    result = {key: schema[key] for key in ("type", "required", "enum") if key in schema}
    if "properties" in schema:
        result["properties"] = {name: strict(each) for name, each in schema["properties"].items()}
        result["additionalProperties"] = False
    for key in ("items", "additionalProperties"):
        if isinstance(schema.get(key), dict):
            result[key] = strict(schema[key])
    return result


def main(swagger, folder):
    definitions = json.loads(pathlib.Path(swagger).read_text())["definitions"]
    folder = pathlib.Path(folder)
    folder.mkdir(parents=True)
    clean = {name: strict(schema) for name, schema in definitions.items()}
    # These take more than their description says.
    clean["io.k8s.apimachinery.pkg.api.resource.Quantity"] = {"type": ["string", "number"]}
    clean["io.k8s.apimachinery.pkg.util.intstr.IntOrString"] = {"type": ["integer", "string"]}
    (folder / "definitions.json").write_text(json.dumps({"definitions": clean}))
    for name, schema in definitions.items():
        for kind in schema.get("x-kubernetes-group-version-kind", []):
            group = kind["group"].split(".")[0]
            file = "-".join(part for part in (kind["kind"].lower(), group, kind["version"].lower()) if part)
            (folder / f"{file}.json").write_text(json.dumps({"$ref": f"definitions.json#/definitions/{name}"}))


main(*sys.argv[1:])
