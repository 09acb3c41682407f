"""litellm as a client: of OpenAI's, Anthropic's and Ollama's dialects."""
import json

import litellm
from clients import keep, kept

litellm.drop_params = False
FINISHES = {"stop": "stop", "length": "length", "tool_calls": "tools"}


def messages_of(question):
    messages = [{"role": "user", "content": question["question"]}]
    for turn in question["before"]:
        messages.append(kept(turn["said"]))
        for call, result in zip(turn["said"]["calls"], turn.get("results", [])):
            messages.append({"role": "tool", "tool_call_id": call["id"], "content": result})
        if "text" in turn:
            messages.append({"role": "user", "content": turn["text"]})
    return messages


def ask(question):
    dialect = question["dialect"]
    options = {
        "model": f"{dialect}/{question['model']}",
        "api_base": question["url"] + ("/v1" if dialect == "openai" else ""),
        "api_key": question["key"],
        "messages": messages_of(question),
        "num_retries": 0,
        "max_retries": 0,
    }
    if question["tools"]:
        options["tools"] = [{"type": "function", "function": tool} for tool in question["tools"]]
    if question["bound"] is not None:
        options["max_tokens"] = question["bound"]
    if question["schema"] is not None:
        options["response_format"] = {"type": "json_schema", "json_schema": {"name": "place", "schema": question["schema"], "strict": True}}
    if question["stream"]:
        chunks = list(litellm.completion(**options, stream=True, stream_options={"include_usage": True}))
        answer = litellm.stream_chunk_builder(chunks, messages=options["messages"])
    else:
        answer = litellm.completion(**options)
    choice = answer.choices[0]
    message = choice.message
    return {
        "text": message.content or "",
        "thoughts": getattr(message, "reasoning_content", None) or "",
        "calls": [{"id": call.id, "name": call.function.name, "arguments": json.loads(call.function.arguments)} for call in message.tool_calls or []],
        "finish": FINISHES.get(choice.finish_reason, choice.finish_reason),
        "usage": {"input": answer.usage.prompt_tokens, "output": answer.usage.completion_tokens},
        "turn": keep(message.model_dump(exclude_none=True)),
    }


def embed(question):
    answer = litellm.embedding(model=f"openai/{question['model']}", input=question["texts"], api_base=question["url"] + "/v1", api_key=question["key"], encoding_format="float")
    return [row["embedding"] for row in answer.data]
