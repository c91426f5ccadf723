-- What is written, and by whom: frozen content, the digest, the contributors (G1, G4, G6).
--
-- Plain SQL, applied by the owner after the last migration; it can be applied again at any time and always says
-- the current whole. No guard reads a setting to decide whether it holds: imprimatur.actor says who acts, and
-- switches nothing off. Error codes: IM001 frozen, IM002 nobody named, IM003 not along the graph, IM004 no quorum,
-- IM005 not entitled, IM006 append-only, IM007 asked from an old picture of the data, IM008 signatures that no longer
-- stand.

CREATE OR REPLACE FUNCTION imprimatur_now() RETURNS timestamptz
LANGUAGE sql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT now()
$$;

CREATE OR REPLACE FUNCTION imprimatur_actor() RETURNS bigint
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    who text := nullif(current_setting('imprimatur.actor', true), '');
BEGIN
    IF who IS NULL THEN
        RAISE EXCEPTION 'Nobody is named for this change: it must be made inside acting(user).' USING ERRCODE = 'IM002';
    END IF;
    IF NOT EXISTS (SELECT FROM articles_user u WHERE u.id = who::bigint AND u.is_active) THEN
        RAISE EXCEPTION 'Nobody with an open account is named for this change.' USING ERRCODE = 'IM002';
    END IF;
    RETURN who::bigint;
END
$$;

-- What a text is matched as: what nobody sees is gone, and what looks alike is one sign. articles/content/folding.py
-- says the same, and a test compares them. A reader finds what is stored, however it was typed.

CREATE OR REPLACE FUNCTION articles_folded(said text) RETURNS text
LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT regexp_replace(
        CASE WHEN wide ~ '[\u0300-\u036f\u0483-\u1fff\u20d0-\u20ff\u2126-\u232a\u3099-\u309a\uf900-\ufaff\ufe20-\ufe2f]'
            THEN normalize(wide, NFC) ELSE wide END,
        '(?<=[0-9])\u00b7(?=[0-9])(?!10[\u2070\u00b9\u00b2\u00b3\u2074-\u2079^])', '.', 'g')
    FROM (SELECT
        regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(
            regexp_replace(regexp_replace(regexp_replace(regexp_replace(said,
            '[\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]', ' ', 'g'),
            '[\u2010\u2011\u2012\u2013\u2212\u2043\ufe63]', '-', 'g'),
            '[\u2018\u2019\u201b\u02bc\u02b9\u2032]', '''', 'g'),
            '[\u201c\u201d\u201f\u2033]', '"', 'g'),
            '[\u2044\u2215]', '/', 'g'),
            '[\u00b5]', 'μ', 'g'),
            '[\u2266\u2a7d]', '≤', 'g'),
            '[\u2267\u2a7e]', '≥', 'g'),
            '[\u2219\u22c5\u2027\u2022\u0387\u30fb\uff65]', '·', 'g') AS alike) AS one,
    LATERAL (SELECT regexp_replace(
        CASE WHEN alike ~ '[\uf020-\uf0ff]' THEN translate(
            alike,
            U&'\F020\F021\F022\F023\F024\F025\F026\F027\F028\F029\F02A\F02B\F02C\F02D\F02E\F02F\F030\F031\F032'
            '\F033\F034\F035\F036\F037\F038\F039\F03A\F03B\F03C\F03D\F03E\F03F\F040\F041\F042\F043\F044\F045'
            '\F046\F047\F048\F049\F04A\F04B\F04C\F04D\F04E\F04F\F050\F051\F052\F053\F054\F055\F056\F057\F058'
            '\F059\F05A\F05B\F05C\F05D\F05E\F05F\F060\F061\F062\F063\F064\F065\F066\F067\F068\F069\F06A\F06B'
            '\F06C\F06D\F06E\F06F\F070\F071\F072\F073\F074\F075\F076\F077\F078\F079\F07A\F07B\F07C\F07D\F07E'
            '\F0A2\F0A3\F0A4\F0AB\F0AC\F0AD\F0AE\F0AF\F0B0\F0B1\F0B3\F0B4\F0B7\F0B8\F0B9\F0BA\F0BB\F0BC\F0D7',
            U&' !\2200#\2203%&\220B()\2217+,-./0123456789:;<=>?\2245\0391\0392\03A7\0394\0395\03A6\0393\0397'
            '\0399\03D1\039A\039B\039C\039D\039F\03A0\0398\03A1\03A3\03A4\03A5\03C2\03A9\039E\03A8\0396[\2234'
            ']\22A5_\203E\03B1\03B2\03C7\03B4\03B5\03C6\03B3\03B7\03B9\03D5\03BA\03BB\03BC\03BD\03BF\03C0'
            '\03B8\03C1\03C3\03C4\03C5\03D6\03C9\03BE\03C8\03B6{|}\223C''\2264/\2194\2190\2191\2192\2193\00B0'
            '\00B1\2265\00D7\00B7\00F7\2260\2261\2248\2026\00B7') ELSE alike END,
        '[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f'
        '\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff9-\ufffb\U000e0000-\U000e0fff]', '', 'g') AS seen) AS two,
    LATERAL (SELECT CASE
        WHEN seen ~ '[\u2113\u3371-\u337a\u3380-\u33df\ufb00-\ufb06\uff01-\uff5e\U0001d400-\U0001d7ff]' THEN (
            SELECT string_agg(
                CASE WHEN sign ~ '[\u2113\u3371-\u337a\u3380-\u33df\ufb00-\ufb06\uff01-\uff5e\U0001d400-\U0001d7ff]'
                    THEN normalize(sign, NFKC) ELSE sign END, '' ORDER BY place)
            FROM regexp_split_to_table(seen, '') WITH ORDINALITY AS signs (sign, place))
        ELSE seen END AS wide) AS three
$$;

-- A rich text as it is matched: what is read of it, whatever emphasis or citation marks stand within a word.

CREATE OR REPLACE FUNCTION articles_read(said text) RETURNS text
LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT articles_folded(replace(replace(replace(
        regexp_replace(
            replace(replace(replace(replace(replace(
                said, '</p>', ' '), '</li>', ' '), '</td>', ' '), '</th>', ' '), '<br>', ' '),
            '<[^>]*>', '', 'g'),
        '&lt;', '<'), '&gt;', '>'), '&amp;', '&'))
$$;

-- The digest (docs/digest.md). digest_v1 is never altered; a new scheme is a new function.

CREATE OR REPLACE FUNCTION netstring(said text) RETURNS bytea
LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT coalesce(
        convert_to(octet_length(convert_to(said, 'UTF8')) || ':', 'UTF8') || convert_to(said, 'UTF8') || ','::bytea,
        '-'::bytea)
$$;

CREATE OR REPLACE FUNCTION netstrings(VARIADIC said text[]) RETURNS bytea
LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT coalesce(string_agg(netstring(part), ''::bytea ORDER BY place), ''::bytea)
    FROM unnest(said) WITH ORDINALITY AS parts (part, place)
$$;

CREATE OR REPLACE FUNCTION digest_v1(wanted bigint) RETURNS text
LANGUAGE sql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT encode(sha256(
        netstrings(
            'imprimatur-digest-1', v.content_format::text, v.language, v.title, v.second_title, v.summary,
            v.plain_summary, v.condition_name, v.condition_code, v.drafting, v.drafting_note, v.stated_date,
            v.correction_kind, v.correction_notice)
        || (SELECT netstring(count(*)::text) || coalesce(string_agg(
                netstrings(s.key::text, s.level::text, s.heading, s.body, s.plain_body),
                ''::bytea ORDER BY s.position), ''::bytea)
            FROM articles_section s WHERE s.version_id = v.id)
        || (SELECT netstring(count(*)::text) || coalesce(string_agg(
                netstrings(r.key::text, r.kind, r.title, r.source, r.year::text, r.doi, r.pmid, r.url, r.csl::text),
                ''::bytea ORDER BY r.position), ''::bytea)
            FROM articles_reference r WHERE r.version_id = v.id)
        || (SELECT netstring(count(*)::text) || coalesce(string_agg(
                netstrings(p.key::text, p.reference_key::text, p.passage, p.locator),
                ''::bytea ORDER BY p.key), ''::bytea)
            FROM articles_support p WHERE p.version_id = v.id)
    ), 'hex')
    FROM articles_version v WHERE v.id = wanted
$$;

-- What a source is known by: its DOI and its PMID, as articles/content/identifiers.py reads and compares them. A test
-- holds the two to the same answers. reference_by_identifier is an index over it: whoever changes what it answers
-- drops that index before it.

CREATE OR REPLACE FUNCTION articles_entities(raw text) RETURNS text
LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT coalesce(string_agg(CASE
        WHEN part[3] IS NOT NULL THEN coalesce(
            '{"lt": "<", "gt": ">", "amp": "&", "quot": "\"", "apos": "''", "nbsp": " ", "thinsp": " ", "sol": "/",
              "lpar": "(", "rpar": ")", "lsqb": "[", "rsqb": "]", "colon": ":", "semi": ";", "period": ".",
              "ndash": "-", "mdash": "-", "minus": "-", "hyphen": "-", "dash": "-", "shy": "", "zwnj": "",
              "zwj": "", "lrm": "", "rlm": ""}'::jsonb ->> part[3],
            CASE WHEN part[4] = ';' THEN '' ELSE '&' || part[3] END)
        WHEN part[5] IS NOT NULL THEN part[5]
        WHEN code.point = 0 OR code.point BETWEEN 55296 AND 57343 THEN ''
        ELSE chr(code.point) END, '' ORDER BY place), '')
    FROM regexp_matches(
        raw, '&(?:#([0-9]{1,6})|#[xX]([0-9A-Fa-f]{1,5})|([A-Za-z]{2,31}))(;?)|([^&]+|&)', 'g')
        WITH ORDINALITY AS parts (part, place)
    CROSS JOIN LATERAL (
        SELECT coalesce(part[1]::int, ('x' || lpad(part[2], 8, '0'))::bit(32)::int) AS point) AS code
$$;

CREATE OR REPLACE FUNCTION articles_decoded(run text) RETURNS text
LANGUAGE plpgsql IMMUTABLE SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    RETURN convert_from(decode(replace(run, '%', ''), 'hex'), 'UTF8');
EXCEPTION WHEN data_exception THEN
    RETURN run;
END
$$;

CREATE OR REPLACE FUNCTION articles_percent(raw text) RETURNS text
LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT coalesce(string_agg(coalesce(articles_decoded(part[1]), part[2]), '' ORDER BY place), '')
    FROM regexp_matches(raw, '((?:%[0-9A-Fa-f]{2})+)|([^%]+|%)', 'g') WITH ORDINALITY AS parts (part, place)
$$;

CREATE OR REPLACE FUNCTION articles_legible(raw text) RETURNS text
LANGUAGE plpgsql IMMUTABLE SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF raw !~ '[^ -~]|[&%]' THEN
        -- most are plain already, and every reference that is written comes by here
        RETURN regexp_replace(raw, ' +', ' ', 'g');
    END IF;
    RETURN regexp_replace(regexp_replace(regexp_replace(regexp_replace(
        normalize(
            articles_entities(articles_percent(articles_percent(articles_entities(articles_entities(raw))))), NFKC),
        '[\u2010-\u2015\u2212\ufe58\ufe63\uff0d]', '-', 'g'),
        '[\u2044\u2215]', '/', 'g'),
        '[\u0001-\u0008\u000e-\u001b\u007f-\u0084\u0086-\u009f\u00ad\u034f\u061c\u070f\u115f\u1160\u17b4\u17b5'
        '\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u2800\u3164\ue000-\uf8ff\ufe00-\ufe0f\ufeff\uffa0'
        '\ufff0-\uffff\U000e0000-\U000e0fff\U000f0000-\U0010ffff]', '', 'g'),
        '[\u0009-\u000d\u001c-\u0020\u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+', ' ', 'g');
END
$$;

CREATE OR REPLACE FUNCTION articles_unlabelled(legible text) RETURNS text
LANGUAGE plpgsql IMMUTABLE SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    RETURN regexp_replace(legible,
        '\[ *(?:pub ?med|medline|cross ?ref|google|scholar|free|full|pmc|pmid|uid|doi|abstract|pdf'
        '|web of science|scopus|embase|ads|cas *\]|isi *\]|article|internet|accessed|epub).*$'
        '|(?:pubmed|crossref|google ?scholar|medline)(?: *(?:pubmed|crossref|google ?scholar|medline))*[ .,;]*$',
        '', 'i');
END
$$;

CREATE OR REPLACE FUNCTION articles_without_end(doi text) RETURNS text
LANGUAGE plpgsql IMMUTABLE SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    last text;
    pair int;
BEGIN
    WHILE doi <> '' LOOP
        last := right(doi, 1);
        pair := strpos(')]}>', last);
        EXIT WHEN pair > 0 AND length(doi) - length(replace(doi, last, ''))
            <= length(doi) - length(replace(doi, substr('([{<', pair, 1), ''));
        EXIT WHEN pair = 0 AND strpos(E'.,;:/''"\u2018\u2019\u201c\u201d\u00ab\u00bb|*\\', last) = 0;
        doi := left(doi, -1);
    END LOOP;
    RETURN doi;
END
$$;

CREATE OR REPLACE FUNCTION articles_without_view(doi text) RETURNS text
LANGUAGE plpgsql IMMUTABLE SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    RETURN regexp_replace(doi, '/(?:full(?:text)?(?:\.html?)?|abstract|e?pdf|epub|meta|summary)$', '', 'i');
END
$$;

CREATE OR REPLACE FUNCTION articles_doi(raw text) RETURNS text
LANGUAGE plpgsql IMMUTABLE SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    seen text := regexp_replace(articles_unlabelled(articles_legible(raw)), '(?<=[0-9]) */ *', '/', 'g');
    doi text := substring(seen FROM '(?<![0-9A-Za-z_.])10\.[0-9]{4,9}(?:\.[0-9]+)*/[^ ]+');
BEGIN
    IF doi IS NULL THEN
        RETURN '';
    END IF;
    seen := left(seen, strpos(seen, doi) - 1);
    doi := regexp_replace(doi,
        '(?:</[a-z]|<(?:a|b|i|em|br|p|span|sup|sub|strong)[ />]|\]\(|["''] *>|[.,;]?pmc?i?d:|;jsessionid=|\|'
        '|[,;](?:https?:|doi:|10\.[0-9]{4,9}/)|[?&#](?:utm_|ref=|src=|via=|source=|needaccess|casa_token|download)'
        ').*$', '', 'i');
    IF strpos(seen, '://') > 0 THEN
        doi := articles_without_view(articles_without_end(regexp_replace(doi, '(?:\?|(?<!;2-)#).*$', '')));
    END IF;
    RETURN articles_without_end(doi);
END
$$;

CREATE OR REPLACE FUNCTION articles_pmid(raw text) RETURNS text
LANGUAGE plpgsql IMMUTABLE SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    seen text := articles_legible(raw);
BEGIN
    RETURN coalesce(
        substring(btrim(articles_unlabelled(seen), ' .,;:#()[]') FROM '^0*([1-9][0-9]{0,8})(?:\.0+)?$'),
        substring(seen FROM '(?i)(?:pmid|pub ?med(?: id)?|medline|/pubmed/|\.gov/|/med/)'
            '(?:[^0-9a-z]{0,4}|/?\?(?:term|uid)=)0*([1-9][0-9]{0,8})(?![0-9])'),
        '');
END
$$;

CREATE OR REPLACE FUNCTION articles_compared(said text) RETURNS text
LANGUAGE plpgsql IMMUTABLE SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    form text := translate(
        replace(said, ' ', ''), 'ABCDEFGHIJKLMNOPQRSTUVWXYZ', 'abcdefghijklmnopqrstuvwxyz');
BEGIN
    RETURN CASE
        WHEN form IN ('0', '-', 'n/a', 'na', 'none', 'null', 'unavailable', 'unknown') THEN '' ELSE form END;
END
$$;

CREATE OR REPLACE FUNCTION articles_canonical_doi(raw text) RETURNS text
LANGUAGE plpgsql IMMUTABLE SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    RETURN articles_compared(coalesce(nullif(articles_without_view(articles_doi(raw)), ''), articles_legible(raw)));
END
$$;

CREATE OR REPLACE FUNCTION articles_canonical_pmid(raw text) RETURNS text
LANGUAGE plpgsql IMMUTABLE SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    RETURN coalesce(nullif(articles_pmid(raw), ''), articles_compared(articles_legible(raw)));
END
$$;

CREATE OR REPLACE FUNCTION articles_identifiers(doi text, pmid text, url text) RETURNS text[]
LANGUAGE plpgsql IMMUTABLE SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    RETURN ARRAY(SELECT DISTINCT form COLLATE "C" FROM (VALUES
        (CASE WHEN doi <> '' THEN articles_canonical_doi(doi) END),
        (CASE WHEN url <> '' THEN articles_compared(articles_without_view(articles_doi(url))) END),
        (CASE WHEN pmid <> '' THEN articles_canonical_pmid(pmid) END),
        (CASE WHEN url ~* 'pubmed|/med/' THEN articles_pmid(url) END)) AS forms (form)
        WHERE form <> '' ORDER BY 1);
END
$$;

-- Notices about sources are kept in the form in which they are compared, whoever enters them.

CREATE OR REPLACE FUNCTION articles_retraction_form() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    NEW.doi := articles_canonical_doi(NEW.doi);
    NEW.pmid := articles_canonical_pmid(NEW.pmid);
    RETURN NEW;
END
$$;

-- Whether a source stands retracted: newest notice first, the first retraction or reinstatement decides (as
-- articles/sources.py).

CREATE OR REPLACE FUNCTION articles_is_retracted(doi text, pmid text, url text) RETURNS boolean
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    forms text[] := articles_identifiers(doi, pmid, url);
BEGIN
    RETURN coalesce((
        SELECT n.nature = 'retraction' FROM articles_retraction n
        WHERE n.nature IN ('retraction', 'reinstatement') AND (n.doi = ANY (forms) OR n.pmid = ANY (forms))
        ORDER BY n.noticed_on DESC, n.id DESC LIMIT 1), false);
END
$$;

-- The first source of a version that stands retracted, or none.

CREATE OR REPLACE FUNCTION articles_retracted_source(version bigint) RETURNS text
LANGUAGE sql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT r.title FROM articles_reference r
    WHERE r.version_id = version AND articles_is_retracted(r.doi, r.pmid, r.url) ORDER BY r.position LIMIT 1
$$;

-- What a version says of itself, less where it stands.

CREATE OR REPLACE FUNCTION articles_said(version jsonb) RETURNS jsonb
LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT version - '{id,article_id,number,status,author_id,based_on_id,created_at,revision,digest,digest_scheme,
        status_since,live_at,go_live_at,shown_with_caution,objected}'::text[]
$$;

-- Whether readers would be shown this version, pending, under a caution notice.

CREATE OR REPLACE FUNCTION articles_shown_with_caution(version articles_version) RETURNS boolean
LANGUAGE sql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT version.status IN ('submitted', 'under_review', 'scheduled')
        AND EXISTS (
            SELECT FROM articles_article a JOIN articles_topic t ON t.id = a.topic_id
            WHERE a.id = version.article_id AND t.pending_visibility = 'with_caution')
        AND NOT EXISTS (
            SELECT FROM articles_version o
            WHERE o.article_id = version.article_id AND o.status IN ('approved', 'retracted'))
$$;

-- A version begins as a draft, numbered in its turn, and repeats another one of its article, or none.

CREATE OR REPLACE FUNCTION articles_version_insert() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    PERFORM imprimatur_actor();
    PERFORM FROM articles_article WHERE id = NEW.article_id FOR NO KEY UPDATE;
    IF NEW.status <> 'draft' THEN
        RAISE EXCEPTION 'A version begins as a draft, not as %.', NEW.status USING ERRCODE = 'IM003';
    END IF;
    IF NEW.number <> 1 + coalesce((SELECT max(number) FROM articles_version WHERE article_id = NEW.article_id), 0) THEN
        RAISE EXCEPTION 'Version % is not the next one of its article.', NEW.number USING ERRCODE = 'IM001';
    END IF;
    IF NEW.based_on_id IS NOT NULL AND NOT EXISTS (
            SELECT FROM articles_version b WHERE b.id = NEW.based_on_id AND b.article_id = NEW.article_id) THEN
        RAISE EXCEPTION 'A version is based on one of its own article.' USING ERRCODE = 'IM001';
    END IF;
    NEW.digest := '';
    NEW.digest_scheme := 1;
    NEW.status_since := imprimatur_now();
    NEW.live_at := NULL;
    NEW.go_live_at := NULL;
    NEW.shown_with_caution := false;
    NEW.objected := false;
    RETURN NEW;
END
$$;

-- Whether every mark of a version points at a source of its list: one that was typed before its source waits for it.

CREATE OR REPLACE FUNCTION articles_cites_its_list(wanted bigint) RETURNS boolean
LANGUAGE sql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT NOT EXISTS (
        SELECT FROM (
            SELECT summary || plain_summary FROM articles_version WHERE id = wanted
            UNION ALL SELECT body || plain_body FROM articles_section WHERE version_id = wanted) AS rich (html),
        regexp_matches(rich.html, '<cite\M[^<>]*\mdata-ref="([0-9A-Fa-f-]{32,36})"', 'g') AS mark
        WHERE NOT EXISTS (
            SELECT FROM articles_reference r WHERE r.version_id = wanted AND r.key::text = lower(mark[1])))
$$;

CREATE OR REPLACE FUNCTION articles_version_update() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    by_the_database text[] := '{status,digest,digest_scheme,status_since,live_at,go_live_at,shown_with_caution,objected}';
BEGIN
    IF (NEW.id, NEW.article_id, NEW.number, NEW.author_id, NEW.created_at) IS DISTINCT FROM
            (OLD.id, OLD.article_id, OLD.number, OLD.author_id, OLD.created_at)
            OR NEW.based_on_id IS DISTINCT FROM OLD.based_on_id THEN
        RAISE EXCEPTION 'A version keeps its article, number, author and origin.' USING ERRCODE = 'IM001';
    END IF;
    IF (OLD.status <> 'draft' OR NEW.status <> OLD.status)
            AND to_jsonb(OLD) - by_the_database IS DISTINCT FROM to_jsonb(NEW) - by_the_database THEN
        RAISE EXCEPTION 'Version % is frozen: its text changed neither after it left draft nor as it does.', OLD.number
            USING ERRCODE = 'IM001';
    END IF;
    IF NEW.digest IS DISTINCT FROM OLD.digest OR NEW.digest_scheme IS DISTINCT FROM OLD.digest_scheme
            OR NEW.status_since IS DISTINCT FROM OLD.status_since OR NEW.live_at IS DISTINCT FROM OLD.live_at
            OR (OLD.shown_with_caution AND NOT NEW.shown_with_caution)
            OR (NEW.go_live_at IS DISTINCT FROM OLD.go_live_at
                AND (NEW.status <> 'scheduled' OR OLD.status = 'scheduled')) THEN
        RAISE EXCEPTION 'Digest and times are set by the database alone.' USING ERRCODE = 'IM001';
    END IF;
    IF NEW.status IN ('approved', 'scheduled') AND NEW.status <> OLD.status
            AND articles_retracted_source(OLD.id) IS NOT NULL THEN
        RAISE EXCEPTION 'The source “%” has been retracted. A text that cites it does not go live.',
            articles_retracted_source(OLD.id) USING ERRCODE = 'IM003';
    END IF;
    IF NEW.status <> OLD.status THEN
        NEW.status_since := imprimatur_now();
        IF OLD.status = 'draft' THEN
            NEW.digest := digest_v1(OLD.id);
        END IF;
        IF NEW.status = 'submitted' AND NOT articles_cites_its_list(OLD.id) THEN
            RAISE EXCEPTION 'Version % cites what is not in its list of references.', OLD.number USING ERRCODE = 'IM003';
        END IF;
        IF NEW.status = 'approved' THEN
            NEW.live_at := imprimatur_now();
        END IF;
        IF NEW.status = 'scheduled' AND (NEW.go_live_at IS NULL OR NEW.go_live_at <= imprimatur_now()) THEN
            RAISE EXCEPTION 'A scheduled version goes live at a moment to come.' USING ERRCODE = 'IM003';
        END IF;
        IF OLD.status = 'scheduled' AND NEW.status = 'approved' AND OLD.go_live_at > imprimatur_now() THEN
            RAISE EXCEPTION 'The moment to go live has not come.' USING ERRCODE = 'IM003';
        END IF;
        NEW.shown_with_caution := OLD.shown_with_caution OR articles_shown_with_caution(NEW);
    ELSIF OLD.status = 'draft' AND to_jsonb(OLD) <> to_jsonb(NEW) THEN
        PERFORM imprimatur_actor();
    END IF;
    IF NEW.shown_with_caution AND NOT OLD.shown_with_caution AND NOT articles_shown_with_caution(NEW) THEN
        RAISE EXCEPTION 'This version is not shown to readers.' USING ERRCODE = 'IM001';
    END IF;
    RETURN NEW;
END
$$;

-- Who wrote what. The definer is the owner, because the app may not write contributors by hand.

-- Who wrote a text that is brought back from further back than the live version wrote the new version too: only so
-- are they within reach of the four eyes, which look back to the last approved version.

CREATE OR REPLACE FUNCTION articles_carry_contributors(version articles_version) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    INSERT INTO articles_contributor (version_id, user_id)
    SELECT DISTINCT version.id, c.user_id
    FROM articles_version b
    JOIN articles_version w ON w.article_id = b.article_id AND w.number <= b.number
    JOIN articles_contributor c ON c.version_id = w.id
    WHERE b.id = version.based_on_id AND b.status <> 'approved' AND b.number < version.number - 1
    AND w.number > coalesce((
        SELECT max(p.number) FROM articles_version p
        WHERE p.article_id = b.article_id AND p.number < b.number
        AND p.status IN ('approved', 'superseded', 'retracted')), 0)
    ORDER BY c.user_id
    ON CONFLICT DO NOTHING;
END
$$;

CREATE OR REPLACE FUNCTION articles_version_contributor() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    said jsonb := articles_said(to_jsonb(NEW));
    before jsonb;
BEGIN
    IF TG_OP = 'UPDATE' THEN
        before := articles_said(to_jsonb(OLD));
    ELSE
        -- a correction notice belongs to the live version that corrected; the next one starts without
        SELECT articles_said(to_jsonb(v)) || CASE
            WHEN v.status IN ('approved', 'superseded', 'retracted') AND NEW.correction_notice = '' AND NEW.correction_kind = ''
            THEN '{"correction_kind": "", "correction_notice": ""}'::jsonb ELSE '{}'::jsonb END
        INTO before FROM articles_version v WHERE v.id = NEW.based_on_id;
    END IF;
    IF TG_OP = 'INSERT' THEN
        PERFORM articles_carry_contributors(NEW);
    END IF;
    IF said IS DISTINCT FROM before THEN
        INSERT INTO articles_contributor (version_id, user_id) VALUES (NEW.id, imprimatur_actor()) ON CONFLICT DO NOTHING;
    END IF;
    RETURN NULL;
END
$$;

-- What a version repeats is nobody's contribution, so it begins with all of it: what it left out while it was
-- copied would be an edit without an editor. Looked at when that transaction ends; later removals name their author
-- as they happen.

CREATE OR REPLACE FUNCTION articles_version_copied() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM articles_contributor c WHERE c.version_id = NEW.id) AND (
            EXISTS (SELECT key FROM articles_section WHERE version_id = NEW.based_on_id
                EXCEPT SELECT key FROM articles_section WHERE version_id = NEW.id)
            OR EXISTS (SELECT key FROM articles_reference WHERE version_id = NEW.based_on_id
                EXCEPT SELECT key FROM articles_reference WHERE version_id = NEW.id)
            OR EXISTS (SELECT key FROM articles_support WHERE version_id = NEW.based_on_id
                EXCEPT SELECT key FROM articles_support WHERE version_id = NEW.id)) THEN
        RAISE EXCEPTION 'Version % leaves out a part of the one that it is based on, and nobody edited it.', NEW.number
            USING ERRCODE = 'IM001';
    END IF;
    RETURN NULL;
END
$$;

-- JSON that has one form everywhere: its numbers are whole (1.0 and 1.00 are one number and two digests), and whoever
-- reads it again need not give up.

CREATE OR REPLACE FUNCTION articles_plain_json(said jsonb) RETURNS void
LANGUAGE plpgsql IMMUTABLE SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF jsonb_path_exists(said, 'strict $.**{20}') OR EXISTS (
            SELECT FROM jsonb_path_query(said, 'strict $.** ? (@.type() == "number")') AS number
            WHERE number::text !~ '^-?[0-9]+$' OR length(number::text) > 4000) THEN
        RAISE EXCEPTION 'The further fields of a source are text and whole numbers, nested a few times at most.'
            USING ERRCODE = '23514';
    END IF;
END
$$;

-- Sections, references and supports. The version is locked before its status is looked at: else a row written
-- while another transaction submits would end up in a frozen version.

CREATE OR REPLACE FUNCTION articles_content_guard() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    who bigint := imprimatur_actor();
    wanted bigint := CASE WHEN TG_OP = 'DELETE' THEN OLD.version_id ELSE NEW.version_id END;
    version articles_version;
    kept boolean := false;
BEGIN
    IF TG_OP = 'UPDATE' AND (NEW.version_id, NEW.id) IS DISTINCT FROM (OLD.version_id, OLD.id) THEN
        RAISE EXCEPTION 'A row of % stays in its version.', TG_TABLE_NAME USING ERRCODE = 'IM001';
    END IF;
    PERFORM FROM articles_contributor c WHERE c.version_id = wanted AND c.user_id = who;
    IF NOT FOUND THEN
        -- a first contribution is written into the article's chain; like the verbs, it locks the article first
        PERFORM FROM articles_article a JOIN articles_version v ON v.article_id = a.id
        WHERE v.id = wanted FOR NO KEY UPDATE OF a;
    END IF;
    SELECT * INTO version FROM articles_version WHERE id = wanted FOR SHARE;
    IF version.status <> 'draft' THEN
        RAISE EXCEPTION 'Version % is frozen: it is %, no longer a draft.', version.number, version.status
            USING ERRCODE = 'IM001';
    END IF;
    IF TG_OP <> 'DELETE' AND TG_TABLE_NAME = 'articles_reference' THEN
        PERFORM articles_plain_json(to_jsonb(NEW) -> 'csl');
    END IF;
    IF TG_OP = 'UPDATE' THEN
        kept := to_jsonb(NEW) = to_jsonb(OLD);
    ELSIF TG_OP = 'INSERT' THEN
        EXECUTE format(
            'SELECT EXISTS (SELECT FROM public.%I b WHERE b.version_id = $1
             AND to_jsonb(b) - ''{id,version_id}''::text[] = $2 - ''{id,version_id}''::text[])', TG_TABLE_NAME)
        INTO kept USING version.based_on_id, to_jsonb(NEW);
    END IF;
    IF NOT kept THEN
        INSERT INTO articles_contributor (version_id, user_id) VALUES (version.id, who) ON CONFLICT DO NOTHING;
    END IF;
    RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END
$$;

-- What was once shown with caution is remembered, whatever becomes of the topic.

CREATE OR REPLACE FUNCTION articles_topic_shown() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    UPDATE articles_version v SET shown_with_caution = true FROM articles_article a
    WHERE a.id = v.article_id AND a.topic_id = NEW.id
        AND NOT v.shown_with_caution AND articles_shown_with_caution(v);
    RETURN NULL;
END
$$;

CREATE OR REPLACE FUNCTION articles_article_shown() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    UPDATE articles_version v SET shown_with_caution = true
    WHERE v.article_id = NEW.id AND NOT v.shown_with_caution AND articles_shown_with_caution(v);
    RETURN NULL;
END
$$;

-- A password that somebody else gave signs nothing until its owner has set another: nobody else says that they have.
CREATE OR REPLACE FUNCTION articles_password_guard() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF OLD.password_given_at IS NOT NULL AND NEW.password_given_at IS NULL AND imprimatur_actor() <> OLD.id THEN
        RAISE EXCEPTION 'Only its owner sets a password that signs.' USING ERRCODE = 'IM005';
    END IF;
    RETURN NEW;
END
$$;

CREATE OR REPLACE FUNCTION imprimatur_never_deleted() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    RAISE EXCEPTION 'A row of % is never deleted.', TG_TABLE_NAME USING ERRCODE = 'IM006';
END
$$;

CREATE OR REPLACE FUNCTION imprimatur_append_only() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    RAISE EXCEPTION '% is append-only: taking something back is a new row.', TG_TABLE_NAME USING ERRCODE = 'IM006';
END
$$;

CREATE OR REPLACE TRIGGER articles_insert BEFORE INSERT ON public.articles_version FOR EACH ROW EXECUTE FUNCTION articles_version_insert();
CREATE OR REPLACE TRIGGER articles_update BEFORE UPDATE ON public.articles_version FOR EACH ROW EXECUTE FUNCTION articles_version_update();
DROP TRIGGER IF EXISTS contributor ON public.articles_version;
DROP TRIGGER IF EXISTS copied ON public.articles_version;
CREATE CONSTRAINT TRIGGER copied AFTER INSERT ON public.articles_version DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION articles_version_copied();
CREATE OR REPLACE TRIGGER wrote AFTER INSERT OR UPDATE ON public.articles_version FOR EACH ROW EXECUTE FUNCTION articles_version_contributor();
CREATE OR REPLACE TRIGGER content BEFORE INSERT OR DELETE OR UPDATE ON public.articles_section FOR EACH ROW EXECUTE FUNCTION articles_content_guard();
CREATE OR REPLACE TRIGGER content BEFORE INSERT OR DELETE OR UPDATE ON public.articles_reference FOR EACH ROW EXECUTE FUNCTION articles_content_guard();
CREATE OR REPLACE TRIGGER content BEFORE INSERT OR DELETE OR UPDATE ON public.articles_support FOR EACH ROW EXECUTE FUNCTION articles_content_guard();
CREATE OR REPLACE TRIGGER form BEFORE INSERT OR UPDATE ON public.articles_retraction FOR EACH ROW EXECUTE FUNCTION articles_retraction_form();
CREATE OR REPLACE TRIGGER shown AFTER UPDATE ON public.articles_topic FOR EACH ROW EXECUTE FUNCTION articles_topic_shown();
CREATE OR REPLACE TRIGGER shown AFTER UPDATE ON public.articles_article FOR EACH ROW EXECUTE FUNCTION articles_article_shown();

CREATE OR REPLACE TRIGGER own_password BEFORE UPDATE ON public.articles_user FOR EACH ROW EXECUTE FUNCTION articles_password_guard();
CREATE OR REPLACE TRIGGER never_deleted BEFORE DELETE OR TRUNCATE ON public.articles_user FOR EACH STATEMENT EXECUTE FUNCTION imprimatur_never_deleted();
CREATE OR REPLACE TRIGGER never_deleted BEFORE DELETE OR TRUNCATE ON public.articles_grant FOR EACH STATEMENT EXECUTE FUNCTION imprimatur_never_deleted();
CREATE OR REPLACE TRIGGER never_deleted BEFORE DELETE OR TRUNCATE ON public.articles_topic FOR EACH STATEMENT EXECUTE FUNCTION imprimatur_never_deleted();
CREATE OR REPLACE TRIGGER never_deleted BEFORE DELETE OR TRUNCATE ON public.articles_article FOR EACH STATEMENT EXECUTE FUNCTION imprimatur_never_deleted();
CREATE OR REPLACE TRIGGER never_deleted BEFORE DELETE OR TRUNCATE ON public.articles_version FOR EACH STATEMENT EXECUTE FUNCTION imprimatur_never_deleted();
CREATE OR REPLACE TRIGGER never_deleted BEFORE DELETE OR TRUNCATE ON public.articles_publication FOR EACH STATEMENT EXECUTE FUNCTION imprimatur_never_deleted();
CREATE OR REPLACE TRIGGER never_deleted BEFORE DELETE OR TRUNCATE ON public.articles_retraction FOR EACH STATEMENT EXECUTE FUNCTION imprimatur_never_deleted();
CREATE OR REPLACE TRIGGER never_deleted BEFORE TRUNCATE ON public.articles_section FOR EACH STATEMENT EXECUTE FUNCTION imprimatur_never_deleted();
CREATE OR REPLACE TRIGGER never_deleted BEFORE TRUNCATE ON public.articles_reference FOR EACH STATEMENT EXECUTE FUNCTION imprimatur_never_deleted();
CREATE OR REPLACE TRIGGER never_deleted BEFORE TRUNCATE ON public.articles_support FOR EACH STATEMENT EXECUTE FUNCTION imprimatur_never_deleted();

CREATE OR REPLACE TRIGGER append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON public.articles_contributor FOR EACH STATEMENT EXECUTE FUNCTION imprimatur_append_only();
CREATE OR REPLACE TRIGGER append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON public.articles_intakeanswer FOR EACH STATEMENT EXECUTE FUNCTION imprimatur_append_only();
CREATE OR REPLACE TRIGGER append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON public.articles_intake FOR EACH STATEMENT EXECUTE FUNCTION imprimatur_append_only();
CREATE OR REPLACE TRIGGER append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON public.articles_historicalarticle FOR EACH STATEMENT EXECUTE FUNCTION imprimatur_append_only();
CREATE OR REPLACE TRIGGER append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON public.articles_historicalgrant FOR EACH STATEMENT EXECUTE FUNCTION imprimatur_append_only();
CREATE OR REPLACE TRIGGER append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON public.articles_historicalpublication FOR EACH STATEMENT EXECUTE FUNCTION imprimatur_append_only();
CREATE OR REPLACE TRIGGER append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON public.articles_historicalquestion FOR EACH STATEMENT EXECUTE FUNCTION imprimatur_append_only();
CREATE OR REPLACE TRIGGER append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON public.articles_historicalreference FOR EACH STATEMENT EXECUTE FUNCTION imprimatur_append_only();
CREATE OR REPLACE TRIGGER append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON public.articles_historicalretraction FOR EACH STATEMENT EXECUTE FUNCTION imprimatur_append_only();
CREATE OR REPLACE TRIGGER append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON public.articles_historicalsection FOR EACH STATEMENT EXECUTE FUNCTION imprimatur_append_only();
CREATE OR REPLACE TRIGGER append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON public.articles_historicalsupport FOR EACH STATEMENT EXECUTE FUNCTION imprimatur_append_only();
CREATE OR REPLACE TRIGGER append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON public.articles_historicaltopic FOR EACH STATEMENT EXECUTE FUNCTION imprimatur_append_only();
CREATE OR REPLACE TRIGGER append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON public.articles_historicaluser FOR EACH STATEMENT EXECUTE FUNCTION imprimatur_append_only();
CREATE OR REPLACE TRIGGER append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON public.articles_historicalversion FOR EACH STATEMENT EXECUTE FUNCTION imprimatur_append_only();

-- Which texts cite a source is asked whenever a notice about it is entered; and notices entered before are put in the
-- form in which they are compared now. (One that names no source in that form stays as it was typed.)
CREATE INDEX IF NOT EXISTS reference_by_identifier ON public.articles_reference USING gin (articles_identifiers(doi, pmid, url));
UPDATE public.articles_retraction SET doi = doi
WHERE (doi, pmid) <> (articles_canonical_doi(doi), articles_canonical_pmid(pmid))
    AND articles_canonical_doi(doi) || articles_canonical_pmid(pmid) <> '';
