"""llama-index: chat completions of a server of OpenAI's kind."""
from clients import keep, kept
from llama_index.core.base.llms.types import ChatMessage, MessageRole
from llama_index.core.tools import FunctionTool
from llama_index.core.tools.types import ToolMetadata
from llama_index.embeddings.openai_like import OpenAILikeEmbedding
from llama_index.llms.openai_like import OpenAILike

FINISHES = {"stop": "stop", "length": "length", "tool_calls": "tools"}


def messages_of(question):
    messages = [ChatMessage(role=MessageRole.USER, content=question["question"])]
    for turn in question["before"]:
        messages.append(kept(turn["said"]))
        for call, result in zip(turn["said"]["calls"], turn.get("results", [])):
            messages.append(ChatMessage(role=MessageRole.TOOL, content=result, additional_kwargs={"tool_call_id": call["id"], "name": call["name"]}))
        if "text" in turn:
            messages.append(ChatMessage(role=MessageRole.USER, content=turn["text"]))
    return messages


class Described(ToolMetadata):
    """With the schema as it was asked for."""

    def __init__(self, tool):
        super().__init__(description=tool["description"], name=tool["name"])
        self.schema = tool["parameters"]

    def get_parameters_dict(self):
        return dict(self.schema)


def never(**_arguments):
    raise AssertionError("the test gives the results")


def ask(question):
    extra = {}
    if question["schema"] is not None:
        extra["response_format"] = {"type": "json_schema", "json_schema": {"name": "place", "schema": question["schema"], "strict": True}}
    if question["stream"]:
        extra["stream_options"] = {"include_usage": True}
    model = OpenAILike(
        model=question["model"], api_base=question["url"] + "/v1", api_key=question["key"], is_chat_model=True, is_function_calling_model=True, max_retries=0,
        max_tokens=question["bound"], additional_kwargs=extra,
    )
    messages = messages_of(question)
    tools = [FunctionTool(fn=never, metadata=Described(tool)) for tool in question["tools"]]
    finish = None
    usage = None
    if question["stream"]:
        answer = None
        for answer in model.stream_chat_with_tools(tools, chat_history=messages, allow_parallel_tool_calls=True) if tools else model.stream_chat(messages):
            for choice in answer.raw.choices:
                finish = choice.finish_reason or finish
            usage = answer.raw.usage or usage
    else:
        answer = model.chat_with_tools(tools, chat_history=messages, allow_parallel_tool_calls=True) if tools else model.chat(messages)
        finish = answer.raw.choices[0].finish_reason
        usage = answer.raw.usage
    calls = model.get_tool_calls_from_response(answer, error_on_no_tool_call=False) if tools else []
    return {
        "text": answer.message.content or "",
        "thoughts": "",
        "calls": [{"id": call.tool_id, "name": call.tool_name, "arguments": call.tool_kwargs} for call in calls],
        "finish": FINISHES.get(finish, finish),
        "usage": {"input": usage and usage.prompt_tokens, "output": usage and usage.completion_tokens},
        "turn": keep(answer.message),
    }


def embed(question):
    return OpenAILikeEmbedding(model_name=question["model"], api_base=question["url"] + "/v1", api_key=question["key"], max_retries=0).get_text_embedding_batch(question["texts"])
