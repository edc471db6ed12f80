"""Questions about a published notice, and the department's answers, both for everybody to read.

A question is published without a word on who asked: its asker stands apart from it, is read for the asker's own page
and the news to them alone, and the act is shown in no journal page. While a question has no answer, the tender does
not close (`tenders.holds`). What is off the topic is refused with a reason; what was asked before is put to that.
"""
