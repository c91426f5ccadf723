"""What each page costs: how many queries, and what they are for.

A row is an address's name, what is put into it (names from the ``crowd``), who opens it, and how many queries
that takes; the line above says what for. Each page of the desk begins with the same four (session, user,
grants, seat on the board) and ends with the house's name: "the five". The public's ask for the house alone.
"""

from __future__ import annotations

from typing import NamedTuple


class Row(NamedTuple):
    name: str
    args: str
    who: str
    queries: int


def rows(table: str) -> list[Row]:
    found = []
    for line in table.strip().splitlines():
        if line.strip() and not line.startswith("#"):
            name, args, who, queries = (part.strip() for part in line.split("|"))
            found.append(Row(name, args, who, int(queries)))
    return found


DESK = rows("""
# The five, clock, versions, their signatures.
desk:work                 |                               | author | 8
# The five, clock, assignments, versions.
desk:work                 |                               | member | 8
# The five, clock, questions, versions, their signatures.
desk:work                 |                               | editor | 9
# As the editor's, and assignments.
desk:work                 |                               | both   | 10
# The five, clock, versions, their signatures; topics to choose.
desk:queue                |                               | author | 9
# The same.
desk:queue                |                               | editor | 9
# The five without the house, versions, members, authors.
desk:palette              | ?q=live                       | editor | 7
# The five.
desk:keys                 |                               | editor | 5
# The five without the house: it leads on.
desk:nowhere              | queue                         | editor | 4
# As that, article, its newest version.
desk:article              | live                          | author | 6
# The version page. The five; version, its siblings, reviews, seats, events, clock, holds, approval, the text
# in three; signatures; who is left to sign where a review is open; for the buttons an open review and a seat
# in it.
desk:version              | draft 1                       | author | 16
# Also a working version, and the signatures that were lost under it.
desk:version              | live latest                   | author | 22
# The same: whether it is reaffirmed is not asked before its review has every signature.
desk:version              | live latest                   | editor | 22
desk:version              | read latest                   | member | 21
desk:version              | read latest                   | editor | 20
desk:version              | read latest                   | author | 20
# Also whether a version is in work: the next one may begin from what was given back.
desk:version              | back 1                        | author | 19
desk:version              | met 2                         | editor | 20
# The five, version, text in three, policy, retractions, clock.
desk:act                  | draft 1 submit                | author | 12
# The five, version.
desk:act                  | draft 1 withdraw              | author | 6
# The same.
desk:act                  | read latest recall            | author | 6
desk:act                  | read latest decline           | editor | 6
# Also review, signatures, comments, headings.
desk:act                  | read latest return_to_author  | editor | 10
# The five, version, whether one is under work.
desk:act                  | live latest revise            | author | 7
# The five, version.
desk:act                  | live latest retract           | chief  | 6
# The five, version, its review.
desk:act                  | same 1 complete_reaffirmation | editor | 7

# The five, topics to choose.
desk:new                  |                               | author | 6
# The form. The five; version, text in three, policy, retractions, clock; whether it corrects, what was taken
# out in two, the last save in two; what it was made from, what the board said, the letter; topics to choose,
# for who may choose.
desk:edit                 | draft 1                       | author | 20
desk:edit                 | back 2                        | author | 20
desk:edit                 | back 2                        | editor | 21
# The five, version, intake, answers, text, policy, clock; topics.
desk:report               | pasted 1                      | author | 14
# The five, version, text, signatures, retractions; the house again.
desk:preview              | draft 1                       | author | 10

# The five, version, review, policy, clock, candidates in five, whose wording was taken, urgent in two.
desk:start-review         | sent 2                        | editor | 17
# The five, version, review, policy, clock, candidates in five, whose wording was taken.
desk:start-review         | live latest                   | editor | 15
# The five, version, review, clock, whether it is urgent, candidates in five, panel in four.
desk:invite               | read latest                   | editor | 18
# The five, the invitation.
desk:withdraw-invitation  | seat                          | editor | 6
# The five, version, reviews, signatures, seats, texts in four, comments, checks, what was kept.
desk:review               | read latest                   | member | 16
# The same but what was kept.
desk:review               | read latest                   | editor | 15
# The same.
desk:review               | met 2                         | member | 16
# The five, prepared, sections, sources, passages.
desk:sign-sheet           |                               | member | 9
# The five, comment, who may answer in three, replies, sections.
desk:reply                | remark                        | member | 11
# The five, version, review, comments, live text, writers, panel in two, holds, sections, sources, passages.
desk:publish              | met 2                         | editor | 16
# The five, versions, signatures, unsettled comments, clock.
desk:publish-several      |                               | editor | 9
# The five, objection, what else stands; whether the chief wrote the text, in two, or signed.
desk:answer-objection     | objection                     | chief  | 10
# The five, version, sections, holds.
desk:hold                 | live latest                   | editor | 8
# The five, hold, heading, topic, who laid it.
desk:lift                 | held                          | chief  | 9
# The five, article, the version before the board, what is asked for, its title; topics to choose, in two.
desk:reclassify           | read                          | editor | 11
# The five, assignment, clock, disclosure, clearance.
desk:assignment           | seat                          | member | 9
# The five, version, links, their visits, clock.
desk:shares               | read latest                   | editor | 9

# The five, clock, questions; topics to choose.
desk:questions            |                               | editor | 8
# The five, the question, clock twice, article, version, holds, its story, the draft begun with it, who did
# what; editors to choose.
desk:question             | question                      | editor | 15
# The five, sweeps; topics to choose.
desk:sweeps               |                               | editor | 7
# The five, the search in a transaction with a limit; topics.
desk:sweeps               | ?q=colchicine                 | editor | 10
# The five, sweep, its places, their sections.
desk:sweep                | swept                         | editor | 8

# "Events": the newest, and the articles that their rows name.
# The five, clock, what is amiss; events in two.
desk:house                |                               | chief  | 9
# The five, topics, policies; events in two.
desk:topics               |                               | chief  | 9
# The five.
desk:new-topic            |                               | chief  | 5
# The five, topic; events in two.
desk:topic                | rheumatology                  | chief  | 8
# The five, topic, policy, board in two, clock; events in two.
desk:policy               | rheumatology standard         | chief  | 12
# The five, members, removals, clock; events in two.
desk:members              |                               | chief  | 10
# The five, clock; accounts to choose.
desk:appoint              |                               | chief  | 7
# The five, member, removals, disclosures, clock; events in two.
desk:member               | reviewer1                     | chief  | 11
# The five, member.
desk:remove-member        | reviewer1                     | chief  | 6
# The five, clock, members, disclosures.
desk:disclosures          |                               | chief  | 8
# The five, clock, grants; events in two.
desk:grants               |                               | chief  | 9
# The five; accounts, topics to choose.
desk:give                 |                               | chief  | 8
# The five, clock, accounts, their grants.
desk:people               |                               | chief  | 8
# The five.
desk:new-person           |                               | chief  | 5
# The five, account.
desk:close-account        | person                        | chief  | 6
# The five, the house again; events in two.
desk:publication          |                               | chief  | 8
""")

PUBLIC = rows("""
# Nothing.
healthz                   |                               | nobody | 0
# What the server, the roles, the migrations and the guards are.
readyz                    |                               | nobody | 10
# The house, what was approved last, topics.
home                      |                               | nobody | 3
# The house; the versions for the gate; the text; the judgement; retractions of its sources.
article                   | live                          | nobody | 5
article                   | read                          | nobody | 5
# The house, versions, the notice.
article                   | gone                          | nobody | 3
version                   | live 1                        | nobody | 5
version                   | live latest                   | nobody | 5
# The house, versions, what each says, the notice.
history                   | live                          | nobody | 4
# The house, versions.
question                  | live                          | nobody | 2
report                    | live                          | nobody | 2
thanks                    | live                          | nobody | 2
# The house, topic, its articles.
topic                     | rheumatology                  | nobody | 3
# The house, clock, members with what they signed.
board                     |                               | nobody | 3
# The house, member, removal, disclosure, signatures.
member                    | reviewer1                     | nobody | 5
# The house, policies.
editorial-policy          |                               | nobody | 2
# The house twice, link, clock twice, visit, text, judgement, retractions, comments.
shared                    | secret                        | nobody | 15
""")

ACCOUNTS = rows("""
# The house.
account_login             |                               | nobody | 1
account_signup            |                               | nobody | 1
account_inactive          |                               | nobody | 1
account_reset_password    |                               | nobody | 1
# Session, user, factors, clock, seat, grants, own grants; the house.
account                   |                               | author | 8
# Session, user, clock, seat, grants; the house.
account_close             |                               | author | 6
# Session, user, addresses in four; the house.
account_email             |                               | author | 7
# Session, user; the house.
account_logout            |                               | author | 3
account_change_password   |                               | author | 3
# Session, user, factors in six; the house.
account_reauthenticate    |                               | author | 9
# Session, user, factors in two; the house.
mfa_index                 |                               | author | 5
# Session, user, keys; the house.
mfa_list_webauthn         |                               | author | 4
""")

TABLE = [*DESK, *PUBLIC, *ACCOUNTS]

#: Lists of the desk and of the public, of which none takes more than ten.
LISTS = {
    *("desk:work", "desk:queue", "desk:palette", "desk:publish-several", "desk:sign-sheet", "desk:questions"),
    *("desk:sweeps", "desk:sweep", "desk:house", "desk:topics", "desk:members", "desk:disclosures"),
    *("desk:grants", "desk:people", "desk:shares", "home", "topic", "board", "history", "editorial-policy"),
}

#: Pages that need more than a scene to be there, and the test that counts each.
ELSEWHERE = {
    "desk:inbox": "operating/test_inbox.py::test_inbox_takes_as_many_queries_for_one_letter_as_for_three",
    "desk:letter": "operating/test_inbox.py::test_letter_takes_as_many_queries_however_many_there_are",
    "desk:signed-sheet": "judging/test_signsheet.py::test_what_was_signed_costs_the_same_for_any_number",
}
