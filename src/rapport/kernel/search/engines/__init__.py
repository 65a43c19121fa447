"""Heavy pieces of search: the tables of characters, made from OpenCC and pypinyin."""
