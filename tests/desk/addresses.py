"""Every address of the site, and what each kind of person gets there by opening it.

A row is the address's name, what is put into it, and a word for each of PEOPLE: a status (or one of two), or
``login`` for being sent to the login. In the arguments, names from the ``scene`` stand for what is in the
database.

People: nobody logged in; a stranger (an account without a role); the author; another author; a member of the
board who was asked and one who was not; an editor of the topic and one of another; the editor-in-chief; an
administrator, who is a superuser without a grant.
"""

from __future__ import annotations

from typing import NamedTuple

PEOPLE = ["nobody", "stranger", "author", "other", "member", "unasked", "editor", "heart", "chief", "admin"]


class Row(NamedTuple):
    name: str
    args: str
    expected: str


def rows(table: str) -> list[Row]:
    found = []
    for line in table.strip().splitlines():
        if line.strip() and not line.lstrip().startswith("#"):
            name, args, expected = (part.strip() for part in line.split("|"))
            found.append(Row(name, args, expected))
    return found


DESK = rows("""
#                         |                  | nobody stran author other member unask editor heart chief admin
desk:work                 |                  | login  404   200    200   200    200    200    200   200   200
desk:queue                |                  | login  404   200    200   200    200    200    200   200   200
desk:palette              |                  | login  404   200    200   200    200    200    200   200   200
desk:keys                 |                  | login  404   200    200   200    200    200    200   200   200
desk:nowhere              | no/such/page/    | login  404   404    404   404    404    404    404   404   404
desk:nowhere              | queue            | login  404   302    302   302    302    302    302   302   302
desk:article              | draft            | login  404   302    404   404    404    302    404   302   302
desk:article              | read             | login  404   302    404   302    404    302    404   302   302
desk:version              | draft 1          | login  404   200    404   404    404    200    404   200   200
desk:version              | sent 1           | login  404   200    404   404    404    200    404   200   200
desk:version              | read 1           | login  404   200    404   200    404    200    404   200   200
desk:version              | live 1           | login  404   200    404   200    404    200    404   200   200
desk:version              | read 9           | login  404   404    404   404    404    404    404   404   404
desk:act                  | draft 1 submit   | login  404   200    404   404    404    200    404   200   403
desk:act                  | draft 1 withdraw | login  404   200    404   404    404    200    404   200   403
desk:act                  | sent 1 submit    | login  404   409    404   404    404    409    404   409   403
desk:act                  | read 1 recall    | login  404   200    404   403    404    403    404   403   403
desk:act                  | read 1 decline   | login  404   403    404   403    404    200    404   200   403
desk:act                  | live 1 revise    | login  404   200    404   403    404    200    404   200   403
desk:act                  | live 1 retract   | login  404   403    404   403    404    403    404   200   403
desk:act                  | read 1 return_to_author | login 404 403 404 403  404    200    404   200   403
desk:act                  | again 1 complete_reaffirmation | login 404 403 404 403 404 200 404   200   403
desk:act                  | live 1 explode   | login  404   404    404   404    404    404    404   404   404

desk:new                  |                  | login  404   200    200   403    403    200    200   200   403
desk:look                 |                  | login  404   405    405   405    405    405    405   405   405
desk:pasted               |                  | login  404   405    405   405    405    405    405   405   405
desk:edit                 | draft 1          | login  404   200    404   404    404    200    404   200   403
desk:edit                 | read 1           | login  404   302    404   403    404    302    404   302   403
desk:report               | draft 1          | login  404   404    404   404    404    404    404   404   403
desk:report               | pasted 1         | login  404   200    404   404    404    200    404   200   403
desk:preview              | draft 1          | login  404   200    404   404    404    200    404   200   200
desk:preview              | read 1           | login  404   200    404   200    404    200    404   200   200

desk:start-review         | sent 1           | login  404   403    404   404    404    200    404   200   403
desk:start-review         | read 1           | login  404   403    404   403    404    409    404   409   403
desk:invite               | read 1           | login  404   403    404   403    404    200    404   200   403
# What the board says among itself is not its authors' to read.
desk:review               | read 1           | login  404   403    404   200    404    200    404   200   403
desk:review               | sent 1           | login  404   409    404   404    404    409    404   409   409
desk:sign-sheet           |                  | login  404   200    200   200    200    200    200   200   200
desk:signed-sheet         |                  | login  404   302    302   302    302    302    302   302   302
desk:sheet-passkey        |                  | login  404   405    405   405    405    405    405   405   405
desk:keep                 | read 1           | login  404   405    405   405    405    405    405   405   405
desk:prepare              | read 1           | login  404   302    404   302    404    302    404   302   302
desk:unprepare            | read 1           | login  404   302    404   302    404    302    404   302   302
desk:check-source         | read 1           | login  404   302    404   302    404    302    404   302   302
desk:sign                 | read 1           | login  404   302    404   302    404    302    404   302   302
desk:full-review          | read 1           | login  404   302    404   302    404    302    404   302   302
desk:withdraw             | read 1           | login  404   302    404   302    404    302    404   302   302
desk:comment              | read 1           | login  404   302    404   302    404    302    404   302   302
desk:resolve              | remark           | login  404   403    404   302    404    302    404   302   403
desk:reply                | remark           | login  404   403    404   200    404    200    404   200   403
desk:accept               | remark           | login  404   409    404   403    404    409    404   409   403
desk:publish              | read 1           | login  404   403    404   403    404    200    404   200   403
desk:publish-several      |                  | login  404   403    403   403    403    200    200   200   403
desk:answer-objection     | objection        | login  404   403    404   403    404    403    404   200   403
desk:hold                 | live 1           | login  404   403    404   200    404    200    404   200   403
desk:hold                 | read 1           | login  404   403    404   403    404    409    404   409   403
desk:lift                 | held             | login  404   403    404   200    404    200    404   200   403
desk:reclassify           | read             | login  404   403    404   403    404    200    404   200   403
desk:reclassify           | live             | login  404   403    404   403    404    200    404   200   403
desk:assignment           | seat             | login  404   404    404   200    404    404    404   404   404
desk:answer               | seat accept      | login  404   404    404   302    404    404    404   404   404
desk:withdraw-invitation  | seat             | login  404   403    404   403    404    200    404   200   403
desk:answer               | seat shrug       | login  404   404    404   404    404    404    404   404   404

desk:questions            |                  | login  404   403    403   403    403    200    200   200   403
desk:question             | question         | login  404   403    403   403    403    200    404   200   403
desk:sweeps               |                  | login  404   403    403   403    403    200    200   200   403
desk:sweep                | swept            | login  404   403    403   403    403    200    404   200   403
desk:house                |                  | login  404   403    403   403    403    403    403   200   403
desk:topics               |                  | login  404   403    403   403    403    403    403   200   403
desk:new-topic            |                  | login  404   403    403   403    403    403    403   200   403
desk:topic                | rheumatology     | login  404   403    403   403    403    403    403   200   403
desk:topic                | no-such          | login  404   403    403   403    403    403    403   404   403
desk:policy               | rheumatology low | login  404   403    403   403    403    403    403   200   403
desk:members              |                  | login  404   403    403   403    403    403    403   200   403
desk:appoint              |                  | login  404   403    403   403    403    403    403   200   403
desk:member               | reviewer1        | login  404   403    403   403    403    403    403   200   403
desk:remove-member        | reviewer1        | login  404   403    403   403    403    403    403   200   403
desk:disclosures          |                  | login  404   403    403   403    403    403    403   200   403
desk:grants               |                  | login  404   403    403   403    403    403    403   200   403
desk:give                 |                  | login  404   403    403   403    403    403    403   200   403
desk:end-grant            | grant            | login  404   403    403   403    403    403    403   405   403
desk:people               |                  | login  404   403    403   403    403    403    403   200   403
desk:new-person           |                  | login  404   403    403   403    403    403    403   200   403
desk:invite-again         | person           | login  404   403    403   403    403    403    403   405   403
desk:close-account        | person           | login  404   403    403   403    403    403    403   200   403
desk:publication          |                  | login  404   403    403   403    403    403    403   200   403
# Only in the demo is there an inbox.
desk:inbox                |                  | login  404   404    404   404    404    404    404   404   404
desk:shares               | read 1           | login  404   403    404   403    404    200    404   200   403
desk:shares               | draft 1          | login  404   403    404   404    404    409    404   409   403
desk:revoke-share         | share            | login  404   405    405   405    405    405    405   405   405
desk:letter               | some-letter      | login  404   404    404   404    404    404    404   404   404
""")

PUBLIC = rows("""
#                         |                  | nobody stran author other member unask editor heart chief admin
healthz                   |                  | 200    200   200    200   200    200    200    200   200   200
readyz                    |                  | 200    200   200    200   200    200    200    200   200   200
home                      |                  | 200    200   200    200   200    200    200    200   200   200
article                   | live             | 200    200   200    200   200    200    200    200   200   200
article                   | read             | 404    404   404    404   404    404    404    404   404   404
history                   | live             | 200    200   200    200   200    200    200    200   200   200
history                   | draft            | 404    404   404    404   404    404    404    404   404   404
question                  | live             | 200    200   200    200   200    200    200    200   200   200
question                  | draft            | 404    404   404    404   404    404    404    404   404   404
report                    | live             | 200    200   200    200   200    200    200    200   200   200
report                    | draft            | 404    404   404    404   404    404    404    404   404   404
thanks                    | live             | 200    200   200    200   200    200    200    200   200   200
thanks                    | draft            | 404    404   404    404   404    404    404    404   404   404
version                   | live 1           | 200    200   200    200   200    200    200    200   200   200
version                   | read 1           | 404    404   404    404   404    404    404    404   404   404
topic                     | rheumatology     | 200    200   200    200   200    200    200    200   200   200
topic                     | no-such          | 404    404   404    404   404    404    404    404   404   404
board                     |                  | 200    200   200    200   200    200    200    200   200   200
member                    | reviewer1        | 200    200   200    200   200    200    200    200   200   200
member                    | author           | 404    404   404    404   404    404    404    404   404   404
shared                    | secret           | 200    200   200    200   200    200    200    200   200   200
shared                    | no-such-secret   | 404    404   404    404   404    404    404    404   404   404
editorial-policy          |                  | 200    200   200    200   200    200    200    200   200   200
""")

ACCOUNTS = rows("""
#                                    |        | nobody stran author other member unask editor heart chief admi
account_login                        |        | 200    302   302    302   302    302    302    302   302   302
account_signup                       |        | 200    302   302    302   302    302    302    302   302   302
account_inactive                     |        | 200    200   200    200   200    200    200    200   200   200
account_logout                       |        | 302    200   200    200   200    200    200    200   200   200
account                              |        | login  200   200    200   200    200    200    200   200   200
account_close                        |        | login  200   200    200   200    200    200    200   200   200
account_passkey                      |        | login  405   405    405   405    405    405    405   405   405
account_email                        |        | login  200   200    200   200    200    200    200   200   200
account_change_password              |        | login  200   200    200   200    200    200    200   200   200
account_set_password                 |        | login  302   302    302   302    302    302    302   302   302
account_reauthenticate               |        | login  200   200    200   200    200    200    200   200   200
account_email_verification_sent      |        | 200    200   200    200   200    200    200    200   200   200
account_confirm_email                | no-key | 200    200   200    200   200    200    200    200   200   200
account_confirm_login_code           |        | login  302   302    302   302    302    302    302   302   302
account_reset_password               |        | 200    200   200    200   200    200    200    200   200   200
account_reset_password_done          |        | 200    200   200    200   200    200    200    200   200   200
account_reset_password_from_key      | 1 x-y  | 200    200   200    200   200    200    200    200   200   200
account_reset_password_from_key_done |        | 200    200   200    200   200    200    200    200   200   200
mfa_index                            |        | login  200   200    200   200    200    200    200   200   200
mfa_authenticate                     |        | login  302   302    302   302    302    302    302   302   302
mfa_reauthenticate                   |        | login  302   302    302   302    302    302    302   302   302
mfa_activate_totp                    |        | login  302   302    302   302    302    302    302   302   302
mfa_deactivate_totp                  |        | login  404   404    404   404    404    404    404   404   404
mfa_view_recovery_codes              |        | login  404   404    404   404    404    404    404   404   404
mfa_generate_recovery_codes          |        | login  302   302    302   302    302    302    302   302   302
mfa_download_recovery_codes          |        | login  404   404    404   404    404    404    404   404   404
mfa_list_webauthn                    |        | login  200   200    200   200    200    200    200   200   200
mfa_add_webauthn                     |        | login  302   302    302   302    302    302    302   302   302
mfa_reauthenticate_webauthn          |        | login  302   302    302   302    302    302    302   302   302
mfa_remove_webauthn                  | 1      | login  302   302    302   302    302    302    302   302   302
mfa_edit_webauthn                    | 1      | login  302   302    302   302    302    302    302   302   302
mfa_login_webauthn                   |        | login  302   302    302   302    302    302    302   302   302
""")

#: The gate is admin:login: it sends to the login who is not logged in, and answers 403 to who may not pass.
ADMIN = rows("""
#                                    |        | nobody stran author other member unask editor heart chief admi
admin:login                          |        | login  403   403    403   403    403    403    403   403   302
admin:index                          |        | gate   gate  gate   gate  gate   gate   gate   gate  gate  200
admin:logout                         |        | gate   302   302    302   302    302    302    302   302   405
admin:password_change                |        | gate   gate  gate   gate  gate   gate   gate   gate  gate  302
admin:password_change_done           |        | gate   gate  gate   gate  gate   gate   gate   gate  gate  200
admin:autocomplete                   |        | gate   gate  gate   gate  gate   gate   gate   gate  gate  403
admin:jsi18n                         |        | gate   gate  gate   gate  gate   gate   gate   gate  gate  200
admin:view_on_site                   | 1 1    | gate   gate  gate   gate  gate   gate   gate   gate  gate  404
admin:app_list                       | auth   | gate   gate  gate   gate  gate   gate   gate   gate  gate  200
""")

#: What each kind of page of a model in the admin site answers where there is no such row. Behind the one gate
#: whoever is not staff is alike, so the pages of a row are walked by three people.
MODEL_PAGES = {
    "changelist": "login gate gate gate gate gate gate gate gate 200",
    "add": "login gate - - - - - - - 403",
    "history": "login gate - - - - - - - 302/404",
    "simple_history": "login gate - - - - - - - 404",
    "delete": "login gate - - - - - - - 403",
    "change": "login gate - - - - - - - 302",
}
#: Rows that an administrator may add, or delete: nothing that is evidence.
MAY_BE_ADDED = {
    "articles_topic",
    "articles_grant",
    "articles_publication",
    "articles_retraction",
    "articles_user",
    "auth_group",
    "reviews_boardmember",
    "reviews_policy",
}
MAY_BE_DELETED = {"auth_group", "mfa_authenticator"}

TABLE = [*DESK, *PUBLIC, *ACCOUNTS, *ADMIN]
