"""The two roles of the house: the owner, who migrates, and the app, who owns nothing. Is a login harmless?"""

from __future__ import annotations

from typing import Any, LiteralString

import psycopg
from psycopg import sql
from psycopg.conninfo import make_conninfo

from cms.environment import Login, Refused

OLDEST_SERVER = 150000
BY_DEFAULT: LiteralString = "ALTER DEFAULT PRIVILEGES FOR ROLE {owner} IN SCHEMA public"
PRIVILEGES: tuple[LiteralString, ...] = (
    f"{BY_DEFAULT} REVOKE ALL ON TABLES FROM {{app}}",
    f"{BY_DEFAULT} GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO {{app}}",
    f"{BY_DEFAULT} GRANT USAGE, SELECT ON SEQUENCES TO {{app}}",
)
IN_DATABASE: tuple[LiteralString, ...] = (
    "ALTER SCHEMA public OWNER TO {owner}",
    "REVOKE ALL ON SCHEMA public FROM PUBLIC",
    "REVOKE ALL ON SCHEMA public FROM {app}",
    "GRANT USAGE ON SCHEMA public TO {app}",
    *PRIVILEGES,
)
ON_DATABASE: tuple[LiteralString, ...] = (
    "ALTER DATABASE {database} OWNER TO {owner}",
    "REVOKE ALL ON DATABASE {database} FROM PUBLIC",
    "REVOKE ALL ON DATABASE {database} FROM {app}",
    "GRANT CONNECT ON DATABASE {database} TO {app}",
)

# What a login could do beyond the app's work: each row is one reason not to serve with it. A session that
# became somebody else by SET ROLE is judged by who logged in, since RESET ROLE takes it back.
UNSAFE = """
WITH me AS (SELECT r.* FROM pg_roles r WHERE r.rolname = session_user)
SELECT 'it is a superuser' FROM me WHERE rolsuper
UNION ALL SELECT 'it may create roles' FROM me WHERE rolcreaterole
UNION ALL SELECT 'it may create databases' FROM me WHERE rolcreatedb
UNION ALL SELECT 'it may replicate' FROM me WHERE rolreplication
UNION ALL SELECT 'it bypasses row security' FROM me WHERE rolbypassrls
UNION ALL SELECT format('it may become %s', r.rolname) FROM me, pg_roles r
  WHERE NOT me.rolsuper AND r.oid <> me.oid AND pg_has_role(me.oid, r.oid, 'MEMBER')
UNION ALL SELECT 'it acts under another name than it logged in with' WHERE current_user <> session_user
UNION ALL SELECT format('it owns the database %s', d.datname) FROM me, pg_database d
  WHERE d.datdba = me.oid AND d.datname = current_database()
UNION ALL SELECT format('it owns the schema %s', n.nspname) FROM me, pg_namespace n
  WHERE n.nspowner = me.oid AND n.nspname !~ '^pg_(temp|toast_temp)_'
UNION ALL SELECT format('it owns %s tables, such as %s', count(*), min(c.relname)) FROM me, pg_class c
  WHERE c.relowner = me.oid AND c.relpersistence <> 't' AND c.relkind IN ('r', 'p', 'v', 'm', 'S')
  HAVING count(*) > 0
UNION ALL SELECT format('it owns %s functions, such as %s', count(*), min(p.proname)) FROM me, pg_proc p
  WHERE p.proowner = me.oid HAVING count(*) > 0
UNION ALL SELECT format('it may create objects in schema %s', n.nspname) FROM me, pg_namespace n
  WHERE NOT me.rolsuper AND has_schema_privilege(me.oid, n.oid, 'CREATE')
    AND n.nspname !~ '^pg_(temp|toast_temp)_'
UNION ALL SELECT format('it may %s in the database', lower(p.name))
  FROM me, (VALUES ('CREATE'), ('TEMP')) p(name)
  WHERE NOT me.rolsuper AND has_database_privilege(me.oid, current_database(), p.name)
UNION ALL SELECT format('it may %s %s tables, such as %s', lower(p.name), count(*), min(c.relname))
  FROM me, pg_class c, (VALUES ('TRUNCATE'), ('TRIGGER'), ('REFERENCES')) p(name)
  WHERE NOT me.rolsuper AND c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p')
    AND has_table_privilege(me.oid, c.oid, p.name) GROUP BY p.name
UNION ALL SELECT 'it may switch triggers off' FROM me
  WHERE NOT me.rolsuper AND has_parameter_privilege(me.oid, 'session_replication_role', 'SET')
"""


def unsafe_reasons(cursor: Any) -> list[str]:
    """Why the login behind that cursor must not serve the site; empty when nothing is wrong with it.

    The cursor may be Django's or psycopg's; nothing is written. A server before PostgreSQL 15 is a reason.
    """
    cursor.execute("SELECT current_setting('server_version_num')::int, current_setting('server_version')")
    number, version = cursor.fetchone()
    if number < OLDEST_SERVER:
        return [f"the server is PostgreSQL {version}; 15 or newer is needed"]
    cursor.execute(UNSAFE)
    return [row[0] for row in cursor.fetchall()]


def set_up(superuser_address: str, *, app: Login, owner: Login) -> None:
    """Make (or mend) both roles and their database, as a superuser; running it again changes nothing.

    `superuser_address` is a libpq address of any database of that server; `app` and `owner` carry the names
    and passwords to give (no password: how that role proves itself stays as it is). Raises Refused.
    """
    if app.user == owner.user or app.name != owner.name:
        raise Refused("the app's and the owner's logins need two names and one database.")
    with _connect(superuser_address) as connection:
        _require_superuser(connection)
        for login in (owner, app):
            _make_role(connection, login)
        _make_database(connection, app, owner)
        _execute(connection, ON_DATABASE, app, owner)
    with _connect(superuser_address, dbname=app.name) as connection:
        _refuse_foreign_tables(connection, owner)
        _execute(connection, IN_DATABASE, app, owner)


def grant_on_database(connection: psycopg.Connection[Any], *, app: Login, owner: Login) -> None:
    """What a copy of a database does not inherit from its template: who may connect to it."""
    _execute(connection, ON_DATABASE, app, owner)


def drop_database(superuser_address: str, name: str) -> None:
    """Drop a database, whoever is connected to it."""
    with _connect(superuser_address) as connection:
        connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))


def _connect(address: str, dbname: str | None = None) -> psycopg.Connection[Any]:
    try:
        return psycopg.connect(make_conninfo(address, dbname=dbname, connect_timeout=10), autocommit=True)
    except psycopg.OperationalError as error:
        raise Refused(f"the superuser's login does not work: {str(error).strip()}") from error


def _require_superuser(connection: psycopg.Connection[Any]) -> None:
    row = connection.execute("SELECT rolsuper, rolname FROM pg_roles WHERE rolname = current_user").fetchone()
    if connection.info.server_version < OLDEST_SERVER:
        raise Refused(
            "the server is older than PostgreSQL 15, which is the oldest that keeps the guarantees."
        )
    if not row or not row[0]:
        raise Refused(f"{row[1] if row else 'the login'} is no superuser; roles are set up by one.")


def _make_role(connection: psycopg.Connection[Any], login: Login) -> None:
    name = sql.Identifier(login.user)
    row = connection.execute("SELECT rolsuper FROM pg_roles WHERE rolname = %s", [login.user]).fetchone()
    if row and row[0]:
        raise Refused(f"{login.user} is a superuser; name another user in the address of that login.")
    if not row:
        connection.execute(sql.SQL("CREATE ROLE {}").format(name))
    plain = "LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS NOINHERIT"
    connection.execute(sql.SQL("ALTER ROLE {} " + plain).format(name))
    if login.password:
        # The verifier is made here, so that no password stands in the server's log.
        verifier = connection.pgconn.encrypt_password(
            login.password.encode(), login.user.encode(), b"scram-sha-256"
        )
        connection.execute(sql.SQL("ALTER ROLE {} PASSWORD {}").format(name, sql.Literal(verifier.decode())))
    memberships = "SELECT roleid::regrole::text FROM pg_auth_members WHERE member = %s::regrole"
    for (group,) in connection.execute(memberships, [_regrole(login.user)]).fetchall():
        connection.execute(sql.SQL("REVOKE {} FROM {}").format(sql.SQL(group), name))
    connection.execute(sql.SQL("ALTER ROLE {} RESET ALL").format(name))


def _regrole(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _make_database(connection: psycopg.Connection[Any], app: Login, owner: Login) -> None:
    if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [app.name]).fetchone():
        query = sql.SQL("CREATE DATABASE {} OWNER {} ENCODING 'UTF8' TEMPLATE template0")
        connection.execute(query.format(sql.Identifier(app.name), sql.Identifier(owner.user)))


def _refuse_foreign_tables(connection: psycopg.Connection[Any], owner: Login) -> None:
    """Tables of another role would stay out of the owner's reach, and of the guards'."""
    query = (
        "SELECT relname, relowner::regrole::text FROM pg_class WHERE relnamespace = 'public'::regnamespace"
        " AND relkind IN ('r', 'p') AND relowner <> %s::regrole AND NOT EXISTS (SELECT FROM pg_depend d"
        " WHERE d.classid = 'pg_class'::regclass AND d.objid = pg_class.oid AND d.deptype = 'e')"
    )
    row = connection.execute(query, [_regrole(owner.user)]).fetchone()
    if row:
        raise Refused(
            f"table {row[0]} in database {connection.info.dbname} belongs to {row[1]}; use an empty "
            f"database, or `REASSIGN OWNED BY {row[1]} TO {owner.user}` there first."
        )


def _execute(
    connection: psycopg.Connection[Any], statements: tuple[LiteralString, ...], app: Login, owner: Login
) -> None:
    names = {
        "app": sql.Identifier(app.user),
        "owner": sql.Identifier(owner.user),
        "database": sql.Identifier(app.name),
    }
    with connection.transaction():
        for statement in statements:
            connection.execute(sql.SQL(statement).format(**names))
