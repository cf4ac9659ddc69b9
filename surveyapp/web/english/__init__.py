"""What the pages say around the questions, in American English: the source of every translation.

A text is named by its key, which templates call as `t("key")`; translators see the key as the
context of the message and the comment before the text as a note. After a change run
`make catalogs`, which marks the translations of a changed text as stale.
"""
