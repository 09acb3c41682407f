"""Drives the clients of PyPI: each line of standard input is a question in JSON, each line of standard output its answer. What is asked and made of it is said in python.ts."""
import base64
import json
import sys

import anthropic
import openai


def chat(client, body, stream):
    if not stream:
        return client.chat.completions.create(**body).model_dump(mode="json", exclude_unset=True)
    return [chunk.model_dump(mode="json", exclude_unset=True) for chunk in client.chat.completions.create(**body, stream=True, stream_options={"include_usage": True})]


def responses(client, body, stream):
    if not stream:
        return client.responses.create(**body).model_dump(mode="json", exclude_unset=True)
    # Its `responses.stream` takes an answer that was cut at its bound for none.
    last = None
    for event in client.responses.create(**body, stream=True):
        if event.type == "error":
            raise openai.OpenAIError(event.message)
        if event.type in ("response.completed", "response.incomplete"):
            last = event.response
    return last.model_dump(mode="json", exclude_unset=True)


def messages(client, body, stream):
    if not stream:
        return client.messages.create(**body).model_dump(mode="json", exclude_unset=True)
    with client.messages.stream(**body) as events:
        return events.get_final_message().model_dump(mode="json", exclude_unset=True)


def embeddings(client, body, _stream):
    return [row.embedding for row in client.embeddings.create(**body).data]


def transcript(client, body, _stream):
    recording = ("recording.mp3", base64.b64decode(body.pop("file")), "audio/mpeg")
    return [event.model_dump(mode="json", exclude_unset=True) for event in client.audio.transcriptions.create(**body, file=recording, stream=True)]


def speech(client, body, _stream):
    with client.audio.speech.with_streaming_response.create(**body, stream_format="sse") as response:
        return [json.loads(line[len("data: "):]) for line in response.iter_lines() if line.startswith("data: ")]


CALLS = {"chat": chat, "responses": responses, "messages": messages, "embeddings": embeddings, "transcript": transcript, "speech": speech}


CLIENTS = {}


def client_of(question):
    maker = anthropic.Anthropic if question["call"] == "messages" else openai.OpenAI
    key = (maker, question["url"], question["key"])
    if key not in CLIENTS:
        CLIENTS[key] = maker(base_url=question["url"], api_key=question["key"], max_retries=0)
    return CLIENTS[key]


def answer(question):
    try:
        return {"value": CALLS[question["call"]](client_of(question), question["body"], question["stream"])}
    except (openai.OpenAIError, anthropic.AnthropicError) as error:
        response = getattr(error, "response", None)
        return {"error": {"type": type(error).__name__, "message": str(error), "status": getattr(error, "status_code", None), "retryAfter": response.headers.get("retry-after") if response is not None else None}}
    except Exception as error:  # An error of no class of the client's own.
        return {"error": {"type": "", "message": repr(error), "status": None, "retryAfter": None}}


for line in sys.stdin:
    print(json.dumps(answer(json.loads(line))), flush=True)
