"""A language model in the loop, if the user has one: the extra `[llm]`. It proposes; people and checks decide."""
