"""Drives one library of PyPI that offices build on: each line of standard input is a question in JSON, each line of standard output its answer, in the words of matrix/clients/client.ts.
What a library has made of an answer stays here under a number, by which a later question puts it into the conversation as the library itself would."""
import importlib
import json
import os
import sys

# Nothing is asked of anybody but the gateway: no telemetry, no lists of models.
os.environ.update(HAYSTACK_TELEMETRY_ENABLED="False", LITELLM_LOCAL_MODEL_COST_MAP="True", LITELLM_TELEMETRY="False", LANGCHAIN_TRACING_V2="false", LANGSMITH_TRACING="false", ANONYMIZED_TELEMETRY="False")

TURNS = []


def keep(turn):
    TURNS.append(turn)
    return [len(TURNS) - 1]


def kept(said):
    return TURNS[said["turn"][0]]


def failed(error):
    """The client's own error, which some libraries wrap."""
    cause = error
    while cause is not None and not hasattr(cause, "status_code"):
        cause = cause.__cause__
    cause = cause or error
    response = getattr(cause, "response", None)
    headers = getattr(response, "headers", None) or {}
    return {"type": type(cause).__name__, "message": str(error), "status": getattr(cause, "status_code", None), "retryAfter": headers.get("retry-after")}


def main():
    modules = {}
    out, sys.stdout = sys.stdout, sys.stderr  # What a library prints is no answer.
    for line in sys.stdin:
        question = json.loads(line)
        try:
            name = question["library"]
            if name not in modules:
                modules[name] = importlib.import_module(f"library_{name}")
            module = modules[name]
            value = module.embed(question) if "texts" in question else module.ask(question)
            answer = {"value": value}
        except Exception as error:
            answer = {"error": failed(error)}
        print(json.dumps(answer), file=out, flush=True)


if __name__ == "__main__":
    sys.modules["clients"] = sys.modules["__main__"]
    main()
