"""langchain-openai: chat completions and responses."""
from clients import keep, kept
from langchain_core.messages import HumanMessage, ToolMessage
from langchain_openai import ChatOpenAI, OpenAIEmbeddings

FINISHES = {"stop": "stop", "length": "length", "tool_calls": "tools", "completed": "stop", "incomplete": "length"}


def messages_of(question):
    messages = [HumanMessage(question["question"])]
    for turn in question["before"]:
        messages.append(kept(turn["said"]))
        for call, result in zip(turn["said"]["calls"], turn.get("results", [])):
            messages.append(ToolMessage(content=result, tool_call_id=call["id"]))
        if "text" in turn:
            messages.append(HumanMessage(turn["text"]))
    return messages


def ask(question):
    responses = question["dialect"] == "responses"
    options = {"max_tokens": question["bound"]} if question["bound"] is not None else {}
    if responses:
        options.update(use_responses_api=True, store=False)
    model = ChatOpenAI(model=question["model"], base_url=question["url"] + "/v1", api_key=question["key"], max_retries=0, stream_usage=True, **options)
    if question["tools"]:
        model = model.bind_tools([{"type": "function", "function": tool} for tool in question["tools"]])
    if question["schema"] is not None:
        model = model.bind(response_format={"type": "json_schema", "json_schema": {"name": "place", "schema": question["schema"], "strict": True}})
    if question["stream"]:
        message = None
        for chunk in model.stream(messages_of(question)):
            message = chunk if message is None else message + chunk
    else:
        message = model.invoke(messages_of(question))
    more = message.response_metadata
    finish = FINISHES.get(more.get("finish_reason") or more.get("status"))
    return {
        "text": message.text if isinstance(message.text, str) else message.text(),
        "thoughts": "",
        "calls": [{"id": call["id"], "name": call["name"], "arguments": call["args"]} for call in message.tool_calls],
        "finish": "tools" if message.tool_calls else finish,
        "usage": {"input": message.usage_metadata["input_tokens"], "output": message.usage_metadata["output_tokens"]},
        "turn": keep(message),
    }


def embed(question):
    # As its documentation says for servers other than OpenAI's own: else it sends token numbers of OpenAI's vocabulary.
    return OpenAIEmbeddings(model=question["model"], base_url=question["url"] + "/v1", api_key=question["key"], max_retries=0, check_embedding_ctx_length=False).embed_documents(question["texts"])
