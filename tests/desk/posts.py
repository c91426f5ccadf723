"""What each kind of person gets by sending a form, with its token, to each address of the desk.

A row is the address's name (of the desk), what is put into it, what the form says, and the answer for each of
PEOPLE. The refused send first, and nothing may have changed; then those who may, from left to right, so that
who comes second finds it done (409). Some forms say too little, and who may send them is told so (422, 400).
"""

from __future__ import annotations

from tests.desk.addresses import PEOPLE, Row

REFUSED = ("login", "404", "403")

POSTS = """
#                 |                         |                    | nobod str aut oth mem una edi hea chi adm
look              |                         |                    | login 404 200 200 200 200 200 200 200 200
pasted            |                         |                    | login 404 404 404 404 404 404 404 404 404
new               |                         | title=Why?         | login 404 422 422 403 403 422 422 422 403
edit              | draft 1                 | revision=x         | login 404 422 404 404 404 422 404 422 403
report            | pasted 1                | do=nothing         | login 404 422 404 404 404 422 404 422 403
start-review      | sent 1                  | members=newcomer   | login 404 403 404 404 404 422 404 422 403
withdraw-invitation | seat                  |                    | login 404 403 404 403 404 422 404 422 403
invite            | read 1                  | members=newcomer   | login 404 403 404 403 404 422 404 422 403
keep              | read 1                  | {"words":{"a":"Hm"}} | login 404 403 404 200 404 403 404 403 403
prepare           | read 1                  | FILLED             | login 404 403 404 302 404 403 404 403 403
unprepare         | read 1                  |                    | login 404 403 404 302 404 403 404 403 403
sheet-passkey     |                         |                    | login 404 400 400 400 400 400 400 400 400
sign-sheet        |                         |                    | login 404 422 422 422 422 422 422 422 422
check-source      | read 1                  | FILLED             | login 404 403 404 302 404 403 404 403 403
sign              | read 1                  | FILLED             | login 404 403 404 302 404 403 404 403 403
withdraw          | read 1                  | note=Misread       | login 404 403 404 302 404 403 404 403 403
comment           | read 1                  | body=Hm            | login 404 403 404 302 404 302 404 302 403
reply             | remark                  | body=Yes           | login 404 403 404 302 404 302 404 302 403
resolve           | remark                  |                    | login 404 403 404 302 404 302 404 302 403
accept            | offered                 | revision=0         | login 404 302 404 403 404 302 404 302 403
full-review       | read 1                  |                    | login 404 403 404 409 404 409 404 409 403
answer-objection  | objection               | text=No            | login 404 403 404 403 404 403 404 409 403
hold              | live 1                  | reason=dose        | login 404 403 404 422 404 422 404 422 403
lift              | held                    | note=Fine          | login 404 403 404 302 404 409 404 409 403
answer            | seat accept             |                    | login 404 404 404 302 404 404 404 404 404
answer            | seat decline            | reason=time        | login 404 404 404 422 404 404 404 404 404
answer            | seat declare            | none=on            | login 404 404 404 302 404 404 404 404 404
answer            | seat clear              | clear=on           | login 404 404 404 302 404 404 404 404 404
assignment        | seat                    |                    | login 404 404 404 200 404 404 404 404 404
shares            | read 1                  | invitee=Ada days=3 | login 404 403 404 403 404 302 404 302 403
revoke-share      | share                   |                    | login 404 403 404 403 404 302 404 302 403
reclassify        | read                    | do=ask             | login 404 403 404 403 404 422 404 422 403
publish           | read 1                  | when=now           | login 404 403 404 403 404 409 404 409 403
publish-several   |                         | version=its-number | login 404 403 403 403 403 302 302 302 403

act               | draft 1 submit          |                    | login 404 302 404 404 404 409 404 409 403
act               | draft 1 withdraw        |                    | login 404 409 404 404 404 409 404 409 403
act               | sent 1 recall           |                    | login 404 302 404 404 404 403 404 403 403
act               | read 1 return_to_author | note=Shorter       | login 404 403 404 403 404 302 404 409 403
act               | read 1 recall           |                    | login 404 409 404 403 404 403 404 403 403
act               | read 1 decline          | note=No            | login 404 403 404 403 404 409 404 409 403
act               | again 1 complete_reaffirmation |             | login 404 403 404 403 404 409 404 409 403
act               | live 1 revise           |                    | login 404 302 404 403 404 409 404 409 403
act               | live 1 retract          | note=Wrong         | login 404 403 404 403 404 403 404 302 403

question          | question                | do=answer          | login 404 403 403 403 403 422 404 422 403
sweeps            |                         | q=gout             | login 404 403 403 403 403 422 422 422 403
sweep             | swept                   | do=nothing         | login 404 403 403 403 403 404 404 404 403
new-topic         |                         | name=Heart         | login 404 403 403 403 403 403 403 422 403
topic             | rheumatology            |                    | login 404 403 403 403 403 403 403 422 403
policy            | rheumatology low        |                    | login 404 403 403 403 403 403 403 422 403
appoint           |                         |                    | login 404 403 403 403 403 403 403 422 403
member            | reviewer1               |                    | login 404 403 403 403 403 403 403 422 403
remove-member     | reviewer1               |                    | login 404 403 403 403 403 403 403 422 403
give              |                         |                    | login 404 403 403 403 403 403 403 422 403
new-person        |                         |                    | login 404 403 403 403 403 403 403 422 403
invite-again      | person                  |                    | login 404 403 403 403 403 403 403 302 403
close-account     | person                  | FILLED             | login 404 403 403 403 403 403 403 409 403
publication       |                         |                    | login 404 403 403 403 403 403 403 422 403
end-grant         | grant                   |                    | login 404 403 403 403 403 403 403 302 403
"""

#: What is too long for the table. Words after = that are names of the scene stand for what is there.
FILLED = {
    "desk:close-account": "password=no understood=on",
    "desk:prepare": "verdict=approve covers=whole digest=its-digest review=its-review",
    "desk:check-source": "reference=its-source found=supports",
    "desk:sign": "verdict=approve covers=whole digest=its-digest review=its-review standing=objection "
    "password=my-password",
}

#: Addresses that show, and do nothing.
ONLY_SHOWN = {
    *(
        "work",
        "queue",
        "palette",
        "keys",
        "article",
        "version",
        "nowhere",
        "preview",
        "review",
        "signed-sheet",
    ),
    *("questions", "house", "topics", "members", "disclosures", "grants", "people", "inbox", "letter"),
}


def posts() -> list[tuple[Row, str]]:
    """The rows, each with what its form says."""
    found = []
    for line in POSTS.strip().splitlines():
        if line.strip() and not line.startswith("#"):
            name, args, said, expected = (part.strip() for part in line.split("|"))
            row = Row(f"desk:{name}", args, expected)
            assert len(expected.split()) == len(PEOPLE), line
            found.append((row, FILLED[row.name] if said == "FILLED" else said))
    return found
