"""haystack-ai: its generators of chat completions and responses."""
from clients import keep, kept
from haystack import Document
from haystack.components.embedders import OpenAIDocumentEmbedder
from haystack.components.generators.chat import OpenAIChatGenerator, OpenAIResponsesChatGenerator
from haystack.dataclasses import ChatMessage
from haystack.tools import Tool
from haystack.utils import Secret

FINISHES = {"stop": "stop", "length": "length", "tool_calls": "tools", "completed": "stop", "incomplete": "length"}


def messages_of(question):
    messages = [ChatMessage.from_user(question["question"])]
    for turn in question["before"]:
        said = kept(turn["said"])
        messages.append(said)
        for call, result in zip(said.tool_calls, turn.get("results", [])):
            messages.append(ChatMessage.from_tool(tool_result=result, origin=call))
        if "text" in turn:
            messages.append(ChatMessage.from_user(turn["text"]))
    return messages


def never(**_arguments):
    raise AssertionError("the test gives the results")


def ask(question):
    responses = question["dialect"] == "responses"
    options = {"store": False} if responses else {}
    if question["bound"] is not None:
        options["max_output_tokens" if responses else "max_completion_tokens"] = question["bound"]
    if question["schema"] is not None:
        if responses:
            options["text"] = {"format": {"type": "json_schema", "name": "place", "schema": question["schema"], "strict": True}}
        else:
            options["response_format"] = {"type": "json_schema", "json_schema": {"name": "place", "schema": question["schema"], "strict": True}}
    if question["stream"] and not responses:
        options["stream_options"] = {"include_usage": True}
    maker = OpenAIResponsesChatGenerator if responses else OpenAIChatGenerator
    generator = maker(
        model=question["model"], api_base_url=question["url"] + "/v1", api_key=Secret.from_token(question["key"]), max_retries=0, generation_kwargs=options,
        tools=[Tool(**tool, function=never) for tool in question["tools"]] or None, streaming_callback=(lambda chunk: None) if question["stream"] else None,
    )
    message = generator.run(messages_of(question))["replies"][0]
    usage = message.meta.get("usage") or {}
    finish = message.meta.get("finish_reason") or message.meta.get("status")
    return {
        "text": message.text or "",
        "thoughts": message.reasoning.reasoning_text if message.reasoning else "",
        "calls": [{"id": (call.extra or {}).get("call_id", call.id), "name": call.tool_name, "arguments": call.arguments} for call in message.tool_calls],
        "finish": "tools" if message.tool_calls else FINISHES.get(finish, finish),
        "usage": {"input": usage.get("prompt_tokens", usage.get("input_tokens")), "output": usage.get("completion_tokens", usage.get("output_tokens"))},
        "turn": keep(message),
    }


def embed(question):
    embedder = OpenAIDocumentEmbedder(model=question["model"], api_base_url=question["url"] + "/v1", api_key=Secret.from_token(question["key"]), max_retries=0, progress_bar=False)
    return [document.embedding for document in embedder.run([Document(content=text) for text in question["texts"]])["documents"]]
