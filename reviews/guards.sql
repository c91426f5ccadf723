-- How a version is judged: the graph, events and their chains, sign-offs, the quorum, holds (G2, G3, G4, G5, G6).
--
-- Applied by the owner after articles/guards.sql, and like it always the current whole.

-- The graph. Version's @transition methods say the same, and a test compares the two over all pairs.

CREATE OR REPLACE FUNCTION legal_move(source text, target text) RETURNS boolean
LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT (source, target) IN (
        ('draft', 'submitted'), ('draft', 'withdrawn'),
        ('submitted', 'under_review'), ('submitted', 'returned'), ('submitted', 'declined'),
        ('under_review', 'approved'), ('under_review', 'scheduled'), ('under_review', 'returned'),
        ('under_review', 'declined'),
        ('scheduled', 'approved'), ('scheduled', 'returned'),
        ('approved', 'superseded'), ('approved', 'retracted'))
$$;

CREATE OR REPLACE FUNCTION imprimatur_txid() RETURNS bigint
LANGUAGE sql VOLATILE SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT pg_current_xact_id()::text::bigint
$$;

-- The house's own time zone, TIME_ZONE when the guards were applied. A day is the house's day, whoever asks: no
-- session can have another one.

CREATE OR REPLACE FUNCTION imprimatur_zone() RETURNS text
LANGUAGE sql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT :'house_zone'::text
$$;

CREATE OR REPLACE FUNCTION imprimatur_today() RETURNS date
LANGUAGE sql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT (imprimatur_now() AT TIME ZONE imprimatur_zone())::date
$$;

-- An editor-in-chief of anything rules the house; of an article, only one whose grant covers its topic.

CREATE OR REPLACE FUNCTION imprimatur_is_chief(who bigint) RETURNS boolean
LANGUAGE sql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT EXISTS (
        SELECT FROM articles_grant g JOIN articles_user u ON u.id = g.user_id
        WHERE g.user_id = who AND g.role = 'chief' AND u.is_active
        AND g.starts_at <= imprimatur_now() AND (g.ends_at IS NULL OR g.ends_at > imprimatur_now()))
$$;

CREATE OR REPLACE FUNCTION imprimatur_is_chief_of(who bigint, article bigint) RETURNS boolean
LANGUAGE sql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT EXISTS (
        SELECT FROM articles_grant g JOIN articles_user u ON u.id = g.user_id
        JOIN articles_article a ON g.topic_id IS NULL OR g.topic_id = a.topic_id
        WHERE g.user_id = who AND g.role = 'chief' AND u.is_active AND a.id = article
        AND g.starts_at <= imprimatur_now() AND (g.ends_at IS NULL OR g.ends_at > imprimatur_now()))
$$;

CREATE OR REPLACE FUNCTION imprimatur_edits(who bigint, version bigint) RETURNS boolean
LANGUAGE sql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT EXISTS (
        SELECT FROM articles_grant g JOIN articles_user u ON u.id = g.user_id
        JOIN articles_article a ON g.topic_id IS NULL OR a.topic_id IS NULL OR g.topic_id = a.topic_id
        JOIN articles_version v ON v.article_id = a.id
        WHERE g.user_id = who AND g.role IN ('editor', 'chief') AND u.is_active AND v.id = version
        AND g.starts_at <= imprimatur_now() AND (g.ends_at IS NULL OR g.ends_at > imprimatur_now()))
$$;

CREATE OR REPLACE FUNCTION imprimatur_is_system(who bigint) RETURNS boolean
LANGUAGE sql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT EXISTS (SELECT FROM articles_user u WHERE u.id = who AND u.username = 'system')
$$;

-- The newest row of evidence is the one that counts, and the newest is the one with the highest number. So the
-- number is given here, after the locks, whatever the insert says.

CREATE OR REPLACE FUNCTION imprimatur_next_number(wanted_table text) RETURNS bigint
LANGUAGE sql VOLATILE SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT nextval(pg_get_serial_sequence('public.' || quote_ident(wanted_table), 'id'))
$$;

-- The hash of a row that an event records. Nulls are left out, so that a column added later changes no hash; so is
-- how a review ended, which its version's move says.

CREATE OR REPLACE FUNCTION imprimatur_row_hash(wanted_table text, wanted bigint) RETURNS text
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, public, pg_temp SET timezone = 'UTC' AS $$
DECLARE
    content text;
BEGIN
    EXECUTE format('SELECT jsonb_strip_nulls(to_jsonb(t) - $2)::text FROM public.%I t WHERE t.id = $1', wanted_table)
    INTO content USING wanted,
        CASE wanted_table WHEN 'reviews_review' THEN '{closed_at,outcome,letter}' ELSE '{}' END::text[];
    RETURN encode(sha256(netstrings('imprimatur-row-1', wanted_table, content)), 'hex');
END
$$;

-- Events. The article's row (or the house chain's) is locked before the tail is read.
--
-- Whatever matters writes an event in its own transaction, so this is also the place to refuse a transaction that
-- looks at an old picture of the data: behind it a version could be submitted with a text, or approved with
-- sign-offs, that are no longer so.

CREATE OR REPLACE FUNCTION imprimatur_event_hash(event reviews_event) RETURNS text
LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT encode(sha256(netstrings(
        'imprimatur-event-1', event.previous, event.article_id::text, event.version_id::text, event.seq::text,
        event.actor, event.actor_user_id::text, event.action, event.source, event.target,
        to_char(event.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), event.note,
        event.record_table, event.record_id::text, event.record_hash)), 'hex')
$$;

CREATE OR REPLACE FUNCTION reviews_recordable(event reviews_event) RETURNS boolean
LANGUAGE sql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT CASE event.record_table
        WHEN 'reviews_review' THEN EXISTS (
            SELECT FROM reviews_review r WHERE r.id = event.record_id AND r.version_id = event.version_id)
        WHEN 'reviews_approval' THEN EXISTS (
            SELECT FROM reviews_approval a WHERE a.id = event.record_id AND a.version_id = event.version_id)
        ELSE true END
$$;

-- What the site itself writes into a chain: a verb that moves a version only with its own move, and each other one by
-- whom it can be and of what there is. A review and an approval are recorded once.

CREATE OR REPLACE FUNCTION reviews_event_fits(event reviews_event, who bigint) RETURNS boolean
LANGUAGE sql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT CASE
        WHEN event.action IN (
                'submit', 'recall', 'withdraw', 'start_review', 'publish', 'go_live', 'supersede', 'return_to_author',
                'decline', 'retract')
            THEN event.source <> event.target AND (event.action, event.target) IN (
                ('submit', 'submitted'), ('recall', 'returned'), ('withdraw', 'withdrawn'),
                ('start_review', 'under_review'), ('publish', 'approved'), ('publish', 'scheduled'),
                ('go_live', 'approved'), ('supersede', 'superseded'), ('return_to_author', 'returned'),
                ('decline', 'declined'), ('retract', 'retracted'))
        WHEN event.action IN ('accept', 'decline_invitation', 'signing_failed')
            THEN EXISTS (
                SELECT FROM reviews_assignment a JOIN reviews_review r ON r.id = a.review_id
                JOIN reviews_boardmember m ON m.id = a.member_id
                WHERE r.version_id = event.version_id AND m.user_id = who
                AND (event.action = 'signing_failed'
                    OR a.status = CASE event.action WHEN 'accept' THEN 'accepted' ELSE 'declined' END))
        -- what a withdrawal after the decision was before it had a row of its own
        WHEN event.action = 'alarm' THEN false
        WHEN event.action IN ('held_back', 'out_of_reach') THEN imprimatur_is_system(who)
        WHEN event.action IN ('invite', 'withdraw_invitation')
            THEN imprimatur_edits(who, event.version_id)
        WHEN event.action IN ('reaffirm', 'full_review') THEN event.record_table = 'reviews_review'
        WHEN event.action = 'complete_reaffirmation' THEN event.record_table = 'reviews_approval'
        WHEN event.action = 'revise'
            THEN EXISTS (SELECT FROM articles_version v WHERE v.id = event.version_id AND v.status = 'draft' AND v.number > 1)
        ELSE true END
    AND (event.record_table = '' OR NOT EXISTS (
        SELECT FROM reviews_event e WHERE e.record_table = event.record_table AND e.record_id = event.record_id))
$$;

CREATE OR REPLACE FUNCTION reviews_event_chain() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    tail reviews_event;
BEGIN
    IF current_setting('transaction_isolation') IN ('repeatable read', 'serializable') THEN
        RAISE EXCEPTION 'The guards must see what is committed; use READ COMMITTED, not %.',
            upper(current_setting('transaction_isolation')) USING ERRCODE = 'IM007';
    END IF;
    IF pg_trigger_depth() = 1 AND (NEW.record_table NOT IN ('', 'reviews_review', 'reviews_approval') OR NEW.action IN (
            'open', 'write', 'reclassify', 'sign_off', 'withdraw_signoff', 'answer_objection', 'void', 'remove_member',
            'declare', 'clear', 'ask_reclassification', 'confirm_reclassification', 'decline_reclassification', 'tighten',
            'notice', 'hold', 'lift', 'adopt', 'share', 'unshare', 'policy', 'board', 'grant', 'topic', 'publication')) THEN
        RAISE EXCEPTION 'The event % is written by the database alone.', NEW.action USING ERRCODE = 'IM003';
    END IF;
    NEW.actor_user_id := imprimatur_actor();
    IF pg_trigger_depth() = 1 AND NOT reviews_event_fits(NEW, NEW.actor_user_id) THEN
        RAISE EXCEPTION 'The event % is not for this moment, or not for this person.', NEW.action USING ERRCODE = 'IM003';
    END IF;
    SELECT coalesce(nullif(u.name, ''), u.username) INTO STRICT NEW.actor FROM articles_user u WHERE u.id = NEW.actor_user_id;
    IF NEW.version_id IS NOT NULL THEN
        SELECT v.article_id INTO NEW.article_id FROM articles_version v WHERE v.id = NEW.version_id;
    ELSIF NEW.source <> NEW.target THEN
        RAISE EXCEPTION 'A move is of a version.' USING ERRCODE = 'IM003';
    END IF;
    IF NEW.article_id IS NULL THEN
        PERFORM FROM reviews_chain FOR NO KEY UPDATE;
    ELSE
        PERFORM FROM articles_article WHERE id = NEW.article_id FOR NO KEY UPDATE;
    END IF;
    IF NEW.source <> NEW.target AND NEW.action <> 'open' AND NOT EXISTS (
            SELECT FROM articles_version v WHERE v.id = NEW.version_id AND v.status = NEW.source
            AND legal_move(NEW.source, NEW.target)) THEN
        RAISE EXCEPTION 'No version is about to move from % to %.', NEW.source, NEW.target USING ERRCODE = 'IM003';
    END IF;
    SELECT * INTO tail FROM reviews_event e
    WHERE e.article_id IS NOT DISTINCT FROM NEW.article_id ORDER BY e.seq DESC LIMIT 1;
    NEW.seq := coalesce(tail.seq, 0) + 1;
    NEW.previous := coalesce(tail.hash, '');
    NEW.at := imprimatur_now();
    NEW.txid := imprimatur_txid();
    NEW.record_hash := '';
    IF NEW.record_table <> '' THEN
        NEW.record_hash := imprimatur_row_hash(NEW.record_table, NEW.record_id);
        IF NEW.record_hash IS NULL OR NOT reviews_recordable(NEW) THEN
            RAISE EXCEPTION 'There is no row % of % to record here.', NEW.record_id, NEW.record_table USING ERRCODE = 'IM003';
        END IF;
    END IF;
    NEW.hash := imprimatur_event_hash(NEW);
    RETURN NEW;
END
$$;

-- An event of a move without the move: found at commit. (It was written where the move begins, and a line of the
-- graph is taken once, so whoever stands at its end has moved.) So is a superseding with nothing in its place, which
-- would take an article from readers without a word.

CREATE OR REPLACE FUNCTION reviews_event_moved() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF NEW.source = NEW.target OR NEW.action = 'open' THEN
        RETURN NULL;
    END IF;
    PERFORM FROM articles_version v WHERE v.id = NEW.version_id AND (
        v.status = NEW.target OR EXISTS (
            SELECT FROM reviews_event e
            WHERE e.version_id = NEW.version_id AND e.source = NEW.target AND e.txid = NEW.txid));
    IF NOT FOUND THEN
        RAISE EXCEPTION 'An event says that a version moved from % to %, and it did not.', NEW.source, NEW.target
            USING ERRCODE = 'IM003';
    END IF;
    IF NEW.target = 'superseded' AND NOT EXISTS (
            SELECT FROM articles_version v WHERE v.article_id = NEW.article_id AND v.status = 'approved') THEN
        RAISE EXCEPTION 'A version is superseded only by one that goes live.' USING ERRCODE = 'IM003';
    END IF;
    RETURN NULL;
END
$$;

-- Moves: along the graph, with their event, and into approved or scheduled only with the approval, and only while the
-- signatures that it counted stand.

CREATE OR REPLACE FUNCTION reviews_move_guard() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    approval reviews_approval;
    missing text;
BEGIN
    IF NEW.status = OLD.status THEN
        IF NEW.objected IS DISTINCT FROM OLD.objected AND NEW.objected <> reviews_objected(NEW) THEN
            RAISE EXCEPTION 'Whether an objection stands is said by the sign-offs.' USING ERRCODE = 'IM001';
        END IF;
        RETURN NEW;
    END IF;
    NEW.objected := reviews_objected(NEW);
    IF NOT legal_move(OLD.status, NEW.status) THEN
        RAISE EXCEPTION 'A version does not go from % to %.', OLD.status, NEW.status USING ERRCODE = 'IM003';
    END IF;
    PERFORM FROM reviews_event e WHERE e.version_id = OLD.id AND e.source = OLD.status AND e.target = NEW.status
        AND e.txid = imprimatur_txid();
    IF NOT FOUND THEN
        RAISE EXCEPTION 'The move from % to % has no event in this transaction.', OLD.status, NEW.status
            USING ERRCODE = 'IM003';
    END IF;
    IF NEW.status = 'under_review' AND NOT EXISTS (
            SELECT FROM reviews_review r WHERE r.version_id = OLD.id AND r.closed_at IS NULL) THEN
        RAISE EXCEPTION 'Version % has no review.', OLD.number USING ERRCODE = 'IM003';
    END IF;
    IF NEW.status = 'retracted' AND NOT EXISTS (SELECT FROM reviews_notice n WHERE n.version_id = OLD.id) THEN
        RAISE EXCEPTION 'A version is retracted with a public notice.' USING ERRCODE = 'IM003';
    END IF;
    IF NEW.status IN ('approved', 'scheduled') THEN
        SELECT a.* INTO approval FROM reviews_approval a WHERE a.version_id = OLD.id AND a.digest = OLD.digest
            AND a.kind IN ('full', 'editorial') AND digest_v1(OLD.id) = OLD.digest ORDER BY a.id DESC LIMIT 1;
        IF NOT FOUND THEN
            RAISE EXCEPTION 'Version % has no approval of its digest.', OLD.number USING ERRCODE = 'IM004';
        END IF;
        -- the approval may be of another moment: what it counted is counted again as it stands at this one
        missing := reviews_missing_now(approval.review_id, OLD.status = 'scheduled');
        IF missing IS NOT NULL THEN
            RAISE EXCEPTION 'What version % was approved with does not stand any more. %', OLD.number, missing
                USING ERRCODE = 'IM008';
        END IF;
    END IF;
    RETURN NEW;
END
$$;

-- An approval rests on its sources: none of a text that cites a retracted one, a confirmation of the live text neither.

CREATE OR REPLACE FUNCTION reviews_approval_sources() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    source text := articles_retracted_source(NEW.version_id);
BEGIN
    IF source IS NOT NULL THEN
        RAISE EXCEPTION 'The source “%” has been retracted. A text that cites it is not approved.', source
            USING ERRCODE = 'IM003';
    END IF;
    RETURN NEW;
END
$$;

CREATE OR REPLACE FUNCTION reviews_version_opened() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    INSERT INTO reviews_event (version_id, action, source, target, note, record_table, record_id)
    VALUES (NEW.id, 'open', '', 'draft', '', CASE WHEN NEW.number = 1 THEN 'articles_article' ELSE '' END,
        CASE WHEN NEW.number = 1 THEN NEW.article_id END);
    RETURN NULL;
END
$$;

CREATE OR REPLACE FUNCTION reviews_article_reclassified() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF (NEW.topic_id, NEW.risk, NEW.slug) IS DISTINCT FROM (OLD.topic_id, OLD.risk, OLD.slug) THEN
        INSERT INTO reviews_event (article_id, action, source, target, record_table, record_id, note)
        VALUES (NEW.id, 'reclassify', '', '', 'articles_article', NEW.id, concat_ws(
            '; ',
            CASE WHEN NEW.slug <> OLD.slug THEN format('address %s to %s', OLD.slug, NEW.slug) END,
            CASE WHEN NEW.risk <> OLD.risk THEN format('risk %s to %s', OLD.risk, NEW.risk) END,
            CASE WHEN NEW.topic_id IS DISTINCT FROM OLD.topic_id THEN format(
                'topic %s to %s',
                coalesce((SELECT slug FROM articles_topic WHERE id = OLD.topic_id), 'none'),
                coalesce((SELECT slug FROM articles_topic WHERE id = NEW.topic_id), 'none')) END));
    END IF;
    RETURN NULL;
END
$$;

-- Risk, topic and address of an article decide who judges it and by which rule: while a version is before the board
-- they are frozen, but that the risk may be raised. To lower it, or to change the topic, takes two people, or the
-- editor-in-chief with a reason, none of whom wrote the text that they confirm it for. From a topic an article is taken
-- only by who edits it.

CREATE OR REPLACE FUNCTION reviews_before_the_board(wanted bigint) RETURNS bigint
LANGUAGE sql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT v.id FROM articles_version v
    WHERE v.article_id = wanted AND (
        v.status IN ('submitted', 'under_review', 'scheduled')
        OR EXISTS (SELECT FROM reviews_review r WHERE r.version_id = v.id AND r.closed_at IS NULL))
    ORDER BY v.number DESC LIMIT 1
$$;

CREATE OR REPLACE FUNCTION imprimatur_edits_topic(who bigint, topic bigint) RETURNS boolean
LANGUAGE sql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT EXISTS (
        SELECT FROM articles_grant g JOIN articles_user u ON u.id = g.user_id
        WHERE g.user_id = who AND g.role IN ('editor', 'chief') AND u.is_active
        AND (topic IS NULL OR g.topic_id IS NULL OR g.topic_id = topic)
        AND g.starts_at <= imprimatur_now() AND (g.ends_at IS NULL OR g.ends_at > imprimatur_now()))
$$;

CREATE OR REPLACE FUNCTION reviews_lowers_risk(was text, becomes text) RETURNS boolean
LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT array_position('{low,standard,high}'::text[], becomes) < array_position('{low,standard,high}'::text[], was)
$$;

CREATE OR REPLACE FUNCTION reviews_article_guard() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    who bigint;
BEGIN
    IF (NEW.topic_id, NEW.risk, NEW.slug) IS NOT DISTINCT FROM (OLD.topic_id, OLD.risk, OLD.slug) THEN
        RETURN NEW;
    END IF;
    who := imprimatur_actor();
    IF reviews_before_the_board(OLD.id) IS NOT NULL THEN
        IF NEW.slug <> OLD.slug THEN
            RAISE EXCEPTION 'The address is frozen while a version is before the board.' USING ERRCODE = 'IM001';
        END IF;
        IF (NEW.topic_id IS DISTINCT FROM OLD.topic_id OR reviews_lowers_risk(OLD.risk, NEW.risk)) AND NOT EXISTS (
                SELECT FROM reviews_reclassification c
                JOIN reviews_event e ON e.record_table = 'reviews_reclassification' AND e.record_id = c.id
                WHERE c.article_id = OLD.id AND c.confirmed AND c.topic_id = NEW.topic_id AND c.risk = NEW.risk
                AND c.topic_before_id IS NOT DISTINCT FROM OLD.topic_id AND c.risk_before = OLD.risk
                AND e.action = 'confirm_reclassification' AND e.txid = imprimatur_txid()) THEN
            RAISE EXCEPTION 'While a version is before the board, it takes two people to lower the risk or to change the topic.'
                USING ERRCODE = 'IM001';
        END IF;
    ELSIF OLD.topic_id IS NOT NULL AND NEW.topic_id IS DISTINCT FROM OLD.topic_id
            AND NOT (imprimatur_edits_topic(who, OLD.topic_id) AND imprimatur_edits_topic(who, NEW.topic_id))
            AND NOT imprimatur_is_system(who)
            AND EXISTS (
                SELECT FROM articles_version v WHERE v.article_id = OLD.id AND NOT (v.status = 'draft' AND v.author_id = who)) THEN
        RAISE EXCEPTION 'An article is moved by who edits the topic that it leaves and the one that it enters.'
            USING ERRCODE = 'IM005';
    END IF;
    RETURN NEW;
END
$$;

CREATE OR REPLACE FUNCTION reviews_reclassification_insert() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    article articles_article;
BEGIN
    SELECT * INTO STRICT article FROM articles_article WHERE id = NEW.article_id FOR NO KEY UPDATE;
    NEW.version_id := reviews_before_the_board(article.id);
    IF NEW.version_id IS NULL THEN
        RAISE EXCEPTION 'No version of it is before the board: change it without asking.' USING ERRCODE = 'IM003';
    END IF;
    NEW.topic_before_id := article.topic_id;
    NEW.risk_before := article.risk;
    NEW.asked_by_id := imprimatur_actor();
    NEW.asked_at := imprimatur_now();
    NEW.confirmed := NULL;
    NEW.answered_by_id := NULL;
    NEW.answered_at := NULL;
    IF NOT imprimatur_edits_topic(NEW.asked_by_id, article.topic_id) THEN
        RAISE EXCEPTION 'It is asked for by an editor of the topic that the article is in.' USING ERRCODE = 'IM005';
    END IF;
    IF (NEW.topic_id, NEW.risk) IS NOT DISTINCT FROM (article.topic_id, article.risk) THEN
        RAISE EXCEPTION 'That changes nothing.' USING ERRCODE = 'IM003';
    END IF;
    RETURN NEW;
END
$$;

CREATE OR REPLACE FUNCTION reviews_reclassification_update() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    answering text[] := '{confirmed,answered_by_id,answered_at,answer}';
    who bigint := imprimatur_actor();
BEGIN
    IF OLD.answered_at IS NOT NULL OR to_jsonb(OLD) - answering <> to_jsonb(NEW) - answering THEN
        RAISE EXCEPTION 'What was asked for can be answered, once, and not changed.' USING ERRCODE = 'IM006';
    END IF;
    IF NEW.confirmed IS NULL THEN
        RETURN OLD;
    END IF;
    PERFORM FROM articles_article WHERE id = OLD.article_id FOR NO KEY UPDATE;
    IF NOT imprimatur_edits_topic(who, OLD.topic_before_id) THEN
        RAISE EXCEPTION 'It is answered by an editor of the topic that the article is in.' USING ERRCODE = 'IM005';
    END IF;
    IF NEW.confirmed THEN
        IF reviews_before_the_board(OLD.article_id) IS DISTINCT FROM OLD.version_id THEN
            RAISE EXCEPTION 'The version that it was asked for has been decided.' USING ERRCODE = 'IM003';
        END IF;
        IF who = OLD.asked_by_id AND NOT imprimatur_is_chief_of(who, OLD.article_id) THEN
            RAISE EXCEPTION 'It is confirmed by another editor than the one who asked, or by the editor-in-chief.'
                USING ERRCODE = 'IM005';
        END IF;
        IF reviews_contributed(who, OLD.version_id) THEN
            RAISE EXCEPTION 'Nobody confirms it for a text that they wrote or edited.' USING ERRCODE = 'IM005';
        END IF;
        IF NOT (imprimatur_edits_topic(who, OLD.topic_id) OR imprimatur_edits_topic(OLD.asked_by_id, OLD.topic_id)) THEN
            RAISE EXCEPTION 'One of the two edits the topic that the article enters.' USING ERRCODE = 'IM005';
        END IF;
    END IF;
    NEW.answered_by_id := who;
    NEW.answered_at := imprimatur_now();
    RETURN NEW;
END
$$;

-- Where the article's rule becomes stricter while a review is open, the review's does: never the other way round. What
-- was signed so far counts towards it. A comparison of wording has no rule of the policy.

CREATE OR REPLACE FUNCTION reviews_stricter(review reviews_review) RETURNS reviews_review
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    policy reviews_policy;
BEGIN
    SELECT p.* INTO policy FROM reviews_policy p JOIN articles_article a ON a.topic_id = p.topic_id AND a.risk = p.risk
    JOIN articles_version v ON v.article_id = a.id WHERE v.id = review.version_id;
    IF FOUND AND review.kind <> 'editorial' THEN
        review.quorum := greatest(review.quorum, policy.quorum);
        review.required_scopes := review.required_scopes || ARRAY(
            SELECT asked FROM unnest(policy.required_scopes) AS asked WHERE asked <> ALL (review.required_scopes));
        review.required_specialties := review.required_specialties || ARRAY(
            SELECT asked FROM unnest(policy.required_specialties) AS asked WHERE asked <> ALL (review.required_specialties));
        review.review_months := least(review.review_months, policy.review_months);
    END IF;
    RETURN review;
END
$$;

CREATE OR REPLACE FUNCTION reviews_article_tightens() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    open_one reviews_review;
    stricter reviews_review;
BEGIN
    IF (NEW.topic_id, NEW.risk) IS NOT DISTINCT FROM (OLD.topic_id, OLD.risk) THEN
        RETURN NULL;
    END IF;
    FOR open_one IN
        SELECT r.* FROM reviews_review r JOIN articles_version v ON v.id = r.version_id
        WHERE v.article_id = NEW.id AND r.closed_at IS NULL ORDER BY r.id
    LOOP
        stricter := reviews_stricter(open_one);
        IF stricter IS DISTINCT FROM open_one THEN
            UPDATE reviews_review SET quorum = stricter.quorum, required_scopes = stricter.required_scopes,
                required_specialties = stricter.required_specialties, review_months = stricter.review_months
            WHERE id = open_one.id;
            INSERT INTO reviews_event (version_id, action, source, target, note, record_table, record_id)
            VALUES (open_one.version_id, 'tighten', '', '', format('quorum %s to %s', open_one.quorum, stricter.quorum),
                'reviews_review', open_one.id);
        END IF;
    END LOOP;
    RETURN NULL;
END
$$;

-- Rows that count as evidence, and settings of the house, are recorded with their hash as they are written.

CREATE OR REPLACE FUNCTION reviews_record() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    version bigint;
    article bigint;
    did text := TG_ARGV[0];
    said text := '';
BEGIN
    IF TG_OP = 'UPDATE' AND to_jsonb(NEW) = to_jsonb(OLD) THEN
        RETURN NULL;
    END IF;
    CASE TG_TABLE_NAME
        WHEN 'articles_contributor' THEN
            version := NEW.version_id;
        WHEN 'reviews_signoff' THEN
            SELECT r.version_id INTO version FROM reviews_review r WHERE r.id = NEW.review_id;
            said := NEW.verdict || ': ' || NEW.scope;
        WHEN 'reviews_voiding', 'reviews_answer' THEN
            SELECT r.version_id INTO version
            FROM reviews_review r JOIN reviews_signoff s ON s.review_id = r.id WHERE s.id = NEW.signoff_id;
        WHEN 'reviews_withdrawal' THEN
            SELECT r.version_id INTO version
            FROM reviews_review r JOIN reviews_signoff s ON s.review_id = r.id WHERE s.id = NEW.signoff_id;
            said := NEW.reason;
        WHEN 'reviews_clearance' THEN
            SELECT r.version_id INTO version
            FROM reviews_review r JOIN reviews_assignment a ON a.review_id = r.id WHERE a.id = NEW.assignment_id;
            said := CASE WHEN NEW.conflict THEN 'conflict' ELSE 'no conflict' END;
        WHEN 'reviews_hold' THEN
            article := NEW.article_id;
            version := NEW.version_id;
            did := CASE WHEN TG_OP = 'INSERT' THEN 'hold' ELSE 'lift' END;
            said := NEW.reason;
        WHEN 'reviews_reclassification' THEN
            version := NEW.version_id;
            did := CASE WHEN TG_OP = 'INSERT' THEN 'ask_reclassification' WHEN NEW.confirmed THEN 'confirm_reclassification'
                ELSE 'decline_reclassification' END;
            said := concat_ws(
                '; ',
                CASE WHEN NEW.risk <> NEW.risk_before THEN format('risk %s to %s', NEW.risk_before, NEW.risk) END,
                CASE WHEN NEW.topic_id <> NEW.topic_before_id THEN format(
                    'topic %s to %s', (SELECT slug FROM articles_topic WHERE id = NEW.topic_before_id),
                    (SELECT slug FROM articles_topic WHERE id = NEW.topic_id)) END);
        WHEN 'reviews_notice' THEN
            version := NEW.version_id;
        WHEN 'reviews_adoption' THEN
            version := NEW.version_id;
        WHEN 'reviews_share' THEN
            version := NEW.version_id;
            did := CASE WHEN NEW.revoked_at IS NULL THEN 'share' ELSE 'unshare' END;
            said := NEW.invitee;
        ELSE
            said := lower(TG_OP);
    END CASE;
    INSERT INTO reviews_event (version_id, article_id, action, source, target, note, record_table, record_id)
    VALUES (version, article, did, '', '', said, TG_TABLE_NAME, NEW.id);
    RETURN NULL;
END
$$;

-- The light path, one signature on a comparison with the last text that was fully reviewed, is for wording alone.
-- What no change of wording touches, the bones of a text, the database compares itself: headings, references, marks,
-- figures with what they count, signs and letters beyond a to z, and the words that turn a sense: numbers, times,
-- negations, directions. Nor may more than so many words change. reviews/bones.py says the same; each class of
-- characters is spelt out, so that no locale decides.

CREATE OR REPLACE FUNCTION reviews_fully_approved(wanted bigint) RETURNS bigint
LANGUAGE sql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT v.id FROM articles_version w
    JOIN articles_version v ON v.article_id = w.article_id AND v.number < w.number
    JOIN reviews_approval a ON a.version_id = v.id AND a.kind = 'full'
    WHERE w.id = wanted AND v.status IN ('approved', 'superseded')
    AND NOT EXISTS (
        SELECT FROM articles_version x WHERE x.article_id = w.article_id AND x.number > v.number AND x.status = 'retracted')
    ORDER BY v.number DESC LIMIT 1
$$;

CREATE OR REPLACE FUNCTION reviews_turning_words() RETURNS text
LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT
        'no|not|never|none|nor|neither|without|cannot|except|unless|until|if|when|while|although|though'
        '|despite|only|but|before|after|during|with|than|more|less|above|below|over|under|within|least'
        '|most|maximum|minimum|max|min|increase|increases|increased|increasing|decrease|decreases'
        '|decreased|decreasing|raise|raises|raised|lower|lowers|lowered|higher|high|low|reduce|reduces'
        '|reduced|reducing|start|starts|started|stop|stops|stopped|begin|begins|began|continue|continues'
        '|continued|discontinue|withhold|hold|avoid|avoids|avoided|use|uses|used|using|give|gives|given'
        '|take|takes|taken|add|adds|added|remove|removed|should|must|may|might|can|could|will|would|shall'
        '|need|needs|always|often|rarely|sometimes|usually|seldom|or|either|both|instead|for|against|all'
        '|any|some|few|many|left|right|positive|negative|safe|safely|unsafe|harmful|effective|ineffective'
        '|indicated|contraindicated|recommended|advised|allowed|forbidden|permitted|prohibited|include'
        '|includes|included|exclude|excludes|excluded|daily|weekly|monthly|yearly|hourly|nightly'
        '|fortnightly|once|twice|thrice|every|each|per|alternate|other|hour|hours|day|days|night|nights'
        '|week|weeks|month|months|year|years|minute|minutes|morning|evening|noon|midnight|bedtime|zero|one'
        '|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen'
        '|seventeen|eighteen|nineteen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|hundred'
        '|thousand|million|half|third|quarter|single|double|triple|dozen|first|second|milligram|milligrams'
        '|microgram|micrograms|gram|grams|kilogram|kilograms|millilitre|millilitres|milliliter|milliliters'
        '|litre|litres|liter|liters|unit|units|percent|tablet|tablets|capsule|capsules|oral|orally'
        '|intravenous|intravenously|subcutaneous|intramuscular|topical'
$$;

CREATE OR REPLACE FUNCTION reviews_bones_in(said text) RETURNS jsonb
LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT jsonb_build_array(said = '', jsonb_agg(part[1] ORDER BY place))
    FROM regexp_matches(
        said,
        '<[^>]*>|&[a-z]+;|[0-9]+(?:[.,][0-9]+)*[ \t\n\r\f\v]*[A-Za-z]*'
        '|[^A-Za-z0-9 \t\n\r\f\v\u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000.,;:()"<&]+'
        '|(?<![A-Za-z0-9_])(?:' || reviews_turning_words() || ')(?![A-Za-z0-9_])',
        'gi') WITH ORDINALITY AS parts (part, place)
$$;

CREATE OR REPLACE FUNCTION reviews_bones(wanted bigint) RETURNS jsonb
LANGUAGE sql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT jsonb_build_array(
        v.content_format, v.language, v.title, v.second_title, v.condition_name, v.condition_code, v.drafting,
        reviews_bones_in(v.summary), reviews_bones_in(v.plain_summary),
        (SELECT jsonb_agg(jsonb_build_array(
            s.key, s.level, s.heading, reviews_bones_in(s.body), reviews_bones_in(s.plain_body)) ORDER BY s.position)
            FROM articles_section s WHERE s.version_id = v.id),
        (SELECT jsonb_agg(to_jsonb(r) - '{id,version_id}'::text[] ORDER BY r.position)
            FROM articles_reference r WHERE r.version_id = v.id),
        (SELECT jsonb_agg(to_jsonb(p) - '{id,version_id}'::text[] ORDER BY p.key)
            FROM articles_support p WHERE p.version_id = v.id))
    FROM articles_version v WHERE v.id = wanted
$$;

CREATE OR REPLACE FUNCTION reviews_words_changed_in(was text, becomes text) RETURNS bigint
LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT greatest(coalesce(sum(more) FILTER (WHERE more > 0), 0), -coalesce(sum(more) FILTER (WHERE more < 0), 0))::bigint
    FROM (
        SELECT sum(side) AS more FROM (
            SELECT lower(part[1]) AS word, -1 AS side FROM regexp_matches(was, '[A-Za-z]+', 'g') AS parts (part)
            UNION ALL
            SELECT lower(part[1]), 1 FROM regexp_matches(becomes, '[A-Za-z]+', 'g') AS parts (part)) AS words
        GROUP BY word) AS counted
$$;

CREATE OR REPLACE FUNCTION reviews_words_changed(earlier bigint, later bigint) RETURNS bigint
LANGUAGE sql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT (
        SELECT reviews_words_changed_in(v.summary, w.summary) + reviews_words_changed_in(v.plain_summary, w.plain_summary)
        FROM articles_version v, articles_version w WHERE v.id = earlier AND w.id = later
    ) + (
        SELECT coalesce(sum(
            reviews_words_changed_in(s.body, t.body) + reviews_words_changed_in(s.plain_body, t.plain_body)), 0)
        FROM articles_section s JOIN articles_section t ON t.key = s.key AND t.version_id = later
        WHERE s.version_id = earlier)::bigint
$$;

-- What is signed where the wording of two texts is compared.

CREATE OR REPLACE FUNCTION reviews_compared_meaning(wanted bigint) RETURNS text
LANGUAGE sql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT format(
        'I have compared this text with version %s, which was fully reviewed, and they mean the same.',
        (SELECT v.number FROM articles_version v WHERE v.id = reviews_fully_approved(wanted)))
$$;

-- A review copies the policy in force; whatever the insert says of it is overwritten.

CREATE OR REPLACE FUNCTION reviews_review_insert() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    version articles_version;
    policy reviews_policy;
    last reviews_review;
    compared bigint;
BEGIN
    SELECT * INTO version FROM articles_version WHERE id = NEW.version_id;
    PERFORM FROM articles_article WHERE id = version.article_id FOR NO KEY UPDATE;
    SELECT * INTO version FROM articles_version WHERE id = NEW.version_id FOR NO KEY UPDATE;
    SELECT * INTO last FROM reviews_review r WHERE r.version_id = version.id ORDER BY r.id DESC LIMIT 1;
    IF version.status <> (CASE WHEN NEW.kind = 'reaffirm' THEN 'approved' ELSE 'submitted' END)
            AND NOT (NEW.kind = 'full' AND version.status = 'under_review' AND last.outcome = 'full') THEN
        RAISE EXCEPTION 'A % review does not begin on a version that is %.', NEW.kind, version.status
            USING ERRCODE = 'IM003';
    END IF;
    SELECT p.* INTO policy FROM reviews_policy p JOIN articles_article a ON a.topic_id = p.topic_id AND a.risk = p.risk
    WHERE a.id = version.article_id;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'There is no policy for this article''s topic and risk.' USING ERRCODE = 'IM004';
    END IF;
    NEW.quorum := policy.quorum;
    NEW.required_scopes := policy.required_scopes;
    NEW.required_specialties := policy.required_specialties;
    NEW.review_months := policy.review_months;
    NEW.checklist := policy.checklist;
    IF NEW.kind = 'editorial' THEN
        compared := reviews_fully_approved(version.id);
        IF compared IS NULL THEN
            RAISE EXCEPTION 'An editorial review needs a full approval before it.' USING ERRCODE = 'IM004';
        END IF;
        PERFORM FROM reviews_hold h WHERE h.article_id = version.article_id AND h.lifted_at IS NULL;
        IF FOUND THEN
            RAISE EXCEPTION 'Something here is on hold; what corrects it is read in full.' USING ERRCODE = 'IM004';
        END IF;
        IF reviews_bones(version.id) <> reviews_bones(compared) OR reviews_words_changed(compared, version.id) > 20 THEN
            RAISE EXCEPTION 'This changes more than wording since the last full review.' USING ERRCODE = 'IM004';
        END IF;
        NEW.quorum := 1;
        NEW.required_scopes := '{}';
        NEW.required_specialties := '{}';
        NEW.checklist := NULL;
    END IF;
    NEW.round := 1 + (SELECT count(*) FROM reviews_review r WHERE r.version_id = NEW.version_id);
    NEW.digest := version.digest;
    NEW.opened_at := imprimatur_now();
    NEW.opened_by_id := imprimatur_actor();
    NEW.closed_at := NULL;
    NEW.outcome := '';
    RETURN NEW;
END
$$;

CREATE OR REPLACE FUNCTION reviews_review_update() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF to_jsonb(OLD) - '{closed_at,outcome,letter}'::text[] <> to_jsonb(NEW) - '{closed_at,outcome,letter}'::text[]
            -- a stricter rule comes with what made the article's stricter, which records it
            AND NOT (pg_trigger_depth() > 1 AND NEW IS NOT DISTINCT FROM reviews_stricter(OLD)) THEN
        RAISE EXCEPTION 'The rule of a review is frozen at its start.' USING ERRCODE = 'IM004';
    END IF;
    IF OLD.closed_at IS NOT NULL AND NEW IS DISTINCT FROM OLD THEN
        RAISE EXCEPTION 'This review is closed.' USING ERRCODE = 'IM005';
    END IF;
    IF NEW.outcome = 'approved' AND NOT EXISTS (SELECT FROM reviews_approval a WHERE a.review_id = NEW.id) THEN
        RAISE EXCEPTION 'This review has no approval.' USING ERRCODE = 'IM004';
    END IF;
    IF NEW.outcome = 'full' AND OLD.outcome = '' AND NEW.kind <> 'editorial' THEN
        RAISE EXCEPTION 'Only a comparison is turned into a full review.' USING ERRCODE = 'IM003';
    END IF;
    PERFORM imprimatur_actor();
    NEW.closed_at := CASE WHEN NEW.outcome = '' THEN NULL ELSE imprimatur_now() END;
    RETURN NEW;
END
$$;

-- At the end of the transaction: a review has the event that says by which rule it began, and one of a version before
-- the board ends only as the version moves on, or a full review takes the place of a comparison. So an approval is not
-- kept for later. What was objected to in a comparison goes on in the full review: as a comment that is to be settled
-- first, and whoever objected is asked again.

CREATE OR REPLACE FUNCTION reviews_review_settled() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    PERFORM FROM reviews_event e WHERE e.record_table = 'reviews_review' AND e.record_id = NEW.id;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'A review has no event.' USING ERRCODE = 'IM003';
    END IF;
    PERFORM FROM reviews_review r JOIN articles_version v ON v.id = r.version_id
    WHERE r.id = NEW.id AND r.closed_at IS NOT NULL AND r.kind <> 'reaffirm' AND v.status = 'under_review'
    AND NOT (r.outcome = 'full' AND EXISTS (
        SELECT FROM reviews_review f WHERE f.version_id = v.id AND f.kind = 'full' AND f.id > r.id));
    IF FOUND THEN
        RAISE EXCEPTION 'This review is decided, and its version has not moved on.' USING ERRCODE = 'IM003';
    END IF;
    IF NEW.outcome = 'full' THEN
        PERFORM FROM reviews_standing(NEW.id) s
        LEFT JOIN reviews_review f ON f.version_id = NEW.version_id AND f.kind = 'full' AND f.id > NEW.id
        WHERE s.verdict = 'request_changes' AND NOT EXISTS (SELECT FROM reviews_answer a WHERE a.signoff_id = s.id)
        AND NOT (
            EXISTS (SELECT FROM reviews_comment c WHERE c.review_id = f.id AND c.blocking)
            AND (reviews_stepped_aside(s.review_id, s.member_id) OR EXISTS (
                SELECT FROM reviews_assignment a WHERE a.review_id = f.id AND a.member_id = s.member_id)));
        IF FOUND THEN
            RAISE EXCEPTION 'An objection goes on in the full review, and whoever objected is asked again.'
                USING ERRCODE = 'IM004';
        END IF;
    END IF;
    RETURN NULL;
END
$$;

-- An assignment is of one member to one review, and nobody accepts for somebody else.

CREATE OR REPLACE FUNCTION reviews_assignment_guard() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    who bigint := imprimatur_actor();
BEGIN
    IF TG_OP = 'INSERT' THEN
        IF NEW.status <> 'invited' THEN
            RAISE EXCEPTION 'An assignment begins as an invitation.' USING ERRCODE = 'IM005';
        END IF;
        RETURN NEW;
    END IF;
    IF (NEW.id, NEW.review_id, NEW.member_id) IS DISTINCT FROM (OLD.id, OLD.review_id, OLD.member_id) THEN
        RAISE EXCEPTION 'An assignment keeps its review and its member.' USING ERRCODE = 'IM005';
    END IF;
    IF NEW.status = 'accepted' AND OLD.status <> 'accepted' AND NOT EXISTS (
            SELECT FROM reviews_boardmember m WHERE m.id = NEW.member_id AND m.user_id = who) THEN
        RAISE EXCEPTION 'Nobody accepts for somebody else.' USING ERRCODE = 'IM005';
    END IF;
    IF NEW.status <> OLD.status AND OLD.status = 'withdrawn' AND NEW.status <> 'invited' THEN
        RAISE EXCEPTION 'This invitation was taken back; the editors can ask again.' USING ERRCODE = 'IM005';
    END IF;
    IF NEW.status <> OLD.status AND NEW.status = 'withdrawn' AND (
            NOT imprimatur_edits(who, (SELECT r.version_id FROM reviews_review r WHERE r.id = NEW.review_id))
            OR (SELECT s.verdict <> 'withdrawn' AND v.id IS NULL
                FROM reviews_signoff s LEFT JOIN reviews_voiding v ON v.signoff_id = s.id
                WHERE s.review_id = NEW.review_id AND s.member_id = NEW.member_id ORDER BY s.id DESC LIMIT 1)) THEN
        RAISE EXCEPTION 'The editors take back an invitation, and only while no verdict was signed for it.'
            USING ERRCODE = 'IM005';
    END IF;
    RETURN NEW;
END
$$;

CREATE OR REPLACE FUNCTION reviews_boardmember_update() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF (NEW.id, NEW.user_id) IS DISTINCT FROM (OLD.id, OLD.user_id) THEN
        RAISE EXCEPTION 'A board member stays the same person.' USING ERRCODE = 'IM005';
    END IF;
    RETURN NEW;
END
$$;

-- Who may not sign a version: those who wrote or edited any part since the approved version before it (G4).

CREATE OR REPLACE FUNCTION reviews_contributed(who bigint, wanted bigint) RETURNS boolean
LANGUAGE sql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT EXISTS (
        SELECT FROM articles_version v
        JOIN articles_version w ON w.article_id = v.article_id AND w.number <= v.number
        JOIN articles_contributor c ON c.version_id = w.id AND c.user_id = who
        WHERE v.id = wanted AND w.number > coalesce((
            SELECT max(p.number) FROM articles_version p
            WHERE p.article_id = v.article_id AND p.number < v.number
            AND p.status IN ('approved', 'superseded', 'retracted')), 0))
$$;

CREATE OR REPLACE FUNCTION reviews_in_office(wanted bigint) RETURNS boolean
LANGUAGE sql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT EXISTS (
        SELECT FROM reviews_boardmember m JOIN articles_user u ON u.id = m.user_id
        WHERE m.id = wanted AND u.is_active AND m.term_starts <= imprimatur_today()
        AND (m.term_ends IS NULL OR m.term_ends >= imprimatur_today())
        AND NOT EXISTS (SELECT FROM reviews_removal x WHERE x.member_id = m.id))
$$;

-- Who is not asked again: no longer in office, or with a conflict that was stated since.

CREATE OR REPLACE FUNCTION reviews_stepped_aside(asked bigint, wanted bigint) RETURNS boolean
LANGUAGE sql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT NOT reviews_in_office(wanted) OR coalesce((
        SELECT c.conflict FROM reviews_clearance c JOIN reviews_assignment a ON a.id = c.assignment_id
        WHERE a.review_id = asked AND a.member_id = wanted ORDER BY c.id DESC LIMIT 1), false)
$$;

-- Answers are [[line, answer], …] with the very lines that the review froze, in their order.

CREATE OR REPLACE FUNCTION reviews_checklist_answered(asked text[], given jsonb) RETURNS boolean
LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT CASE
        WHEN asked IS NULL THEN given IS NULL
        WHEN given IS NULL OR jsonb_typeof(given) <> 'array' THEN false
        ELSE coalesce((
            SELECT count(*) = cardinality(asked) AND bool_and(coalesce(
                jsonb_typeof(line) = 'array' AND jsonb_array_length(line) = 2 AND line ->> 0 = asked[place]
                AND line ->> 1 IN ('yes', 'no', 'not_applicable'), false))
            FROM jsonb_array_elements(given) WITH ORDINALITY AS answers (line, place)), false) END
$$;

CREATE OR REPLACE FUNCTION reviews_signoff_guard() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    review reviews_review;
    version articles_version;
    member reviews_boardmember;
    disclosure reviews_disclosure;
    assigned bigint;
    conflict boolean;
    place text;
BEGIN
    SELECT v.* INTO version FROM articles_version v JOIN reviews_review r ON r.version_id = v.id WHERE r.id = NEW.review_id;
    PERFORM FROM articles_article WHERE id = version.article_id FOR NO KEY UPDATE;
    SELECT * INTO review FROM reviews_review WHERE id = NEW.review_id FOR NO KEY UPDATE;
    SELECT * INTO version FROM articles_version WHERE id = review.version_id;
    SELECT * INTO STRICT member FROM reviews_boardmember WHERE id = NEW.member_id;
    IF member.user_id <> imprimatur_actor() THEN
        RAISE EXCEPTION 'Nobody signs for somebody else.' USING ERRCODE = 'IM005';
    END IF;
    IF NEW.verdict <> 'withdrawn' AND EXISTS (
            SELECT FROM articles_user u WHERE u.id = member.user_id AND u.password_given_at IS NOT NULL) THEN
        RAISE EXCEPTION 'Somebody else has set your password. Set one of your own, then sign.' USING ERRCODE = 'IM005';
    END IF;
    IF review.closed_at IS NOT NULL OR version.status <> (CASE WHEN review.kind = 'reaffirm' THEN 'approved' ELSE 'under_review' END) THEN
        RAISE EXCEPTION 'This review is closed.' USING ERRCODE = 'IM005';
    END IF;
    IF NEW.digest IS DISTINCT FROM digest_v1(version.id) OR NEW.digest IS DISTINCT FROM version.digest THEN
        RAISE EXCEPTION 'The text is not the one that was on the screen.' USING ERRCODE = 'IM005';
    END IF;
    IF NOT reviews_in_office(member.id) THEN
        RAISE EXCEPTION '% is not in office.', member.printed_name USING ERRCODE = 'IM005';
    END IF;
    SELECT a.id INTO assigned FROM reviews_assignment a
    WHERE a.review_id = review.id AND a.member_id = member.id AND a.status = 'accepted';
    IF NOT FOUND THEN
        RAISE EXCEPTION '% has not accepted this review.', member.printed_name USING ERRCODE = 'IM005';
    END IF;
    PERFORM FROM reviews_signoff s WHERE s.review_id = review.id AND s.member_id = member.id AND s.verdict = 'recuse';
    IF FOUND THEN
        RAISE EXCEPTION '% is recused from this review.', member.printed_name USING ERRCODE = 'IM005';
    END IF;
    IF NEW.verdict IN ('approve', 'request_changes') THEN
        IF reviews_contributed(member.user_id, version.id) THEN
            RAISE EXCEPTION '% wrote or edited this text.', member.printed_name USING ERRCODE = 'IM005';
        END IF;
        SELECT * INTO disclosure FROM reviews_disclosure d WHERE d.member_id = member.id ORDER BY d.id DESC LIMIT 1;
        IF NOT FOUND OR disclosure.expires_on < imprimatur_today() THEN
            RAISE EXCEPTION '% has no disclosure in force.', member.printed_name USING ERRCODE = 'IM005';
        END IF;
        SELECT c.conflict INTO conflict FROM reviews_clearance c WHERE c.assignment_id = assigned ORDER BY c.id DESC LIMIT 1;
        IF conflict IS NOT FALSE THEN
            RAISE EXCEPTION '% is not cleared of a conflict for this article.', member.printed_name USING ERRCODE = 'IM005';
        END IF;
    END IF;
    IF NEW.scope = '' OR NEW.meaning = '' THEN
        RAISE EXCEPTION 'A sign-off says what it covers and what it means.' USING ERRCODE = 'IM005';
    END IF;
    IF review.kind = 'editorial' AND NEW.verdict = 'approve' AND NEW.meaning <> reviews_compared_meaning(version.id) THEN
        RAISE EXCEPTION 'What is signed here is that the two texts were compared and mean the same.' USING ERRCODE = 'IM005';
    END IF;
    FOREACH place IN ARRAY string_to_array(NEW.scope, ' ') LOOP
        IF place NOT IN ('whole', 'doses') AND NOT EXISTS (
                SELECT FROM articles_section s WHERE s.version_id = version.id AND s.key::text = place) THEN
            RAISE EXCEPTION '"%" is no section of this text.', place USING ERRCODE = 'IM005';
        END IF;
    END LOOP;
    IF NEW.verdict <> 'approve' THEN
        NEW.checklist := NULL;
    ELSIF NOT reviews_checklist_answered(review.checklist, NEW.checklist) THEN
        RAISE EXCEPTION 'Every line of the checklist is answered, as it was asked.' USING ERRCODE = 'IM005';
    END IF;
    NEW.id := imprimatur_next_number('reviews_signoff');
    NEW.printed_name := member.printed_name;
    NEW.credentials := member.credentials;
    NEW.specialties := member.specialties;
    NEW.at := imprimatur_now();
    RETURN NEW;
END
$$;

-- The sign-offs of a review that count now: each member's last one, unless it was voided, or withdrawn after the
-- decision.

CREATE OR REPLACE FUNCTION reviews_standing(wanted bigint) RETURNS SETOF reviews_signoff
LANGUAGE sql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT * FROM (
        SELECT DISTINCT ON (s.member_id) s.* FROM reviews_signoff s
        WHERE s.review_id = wanted ORDER BY s.member_id, s.id DESC) AS newest
    WHERE NOT EXISTS (SELECT FROM reviews_voiding x WHERE x.signoff_id = newest.id)
    AND NOT EXISTS (SELECT FROM reviews_withdrawal x WHERE x.signoff_id = newest.id)
    AND NOT EXISTS (SELECT FROM reviews_removal x WHERE x.member_id = newest.member_id)
$$;

-- Whether an objection stands against this very text, in its open review or from an earlier one that was not decided. A
-- comparison's goes on in its full review. Nothing that is objected to is shown to readers as pending.

CREATE OR REPLACE FUNCTION reviews_objected(version articles_version) RETURNS boolean
LANGUAGE sql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT version.status IN ('submitted', 'under_review') AND EXISTS (
        SELECT FROM articles_version w JOIN reviews_review r ON r.version_id = w.id
        CROSS JOIN LATERAL reviews_standing(r.id) s
        WHERE w.article_id = version.article_id AND w.digest = version.digest AND r.kind <> 'reaffirm'
        AND (r.closed_at IS NULL OR r.outcome IN ('returned', 'recalled', 'declined', 'closed'))
        AND s.verdict = 'request_changes' AND NOT EXISTS (SELECT FROM reviews_answer a WHERE a.signoff_id = s.id)
        AND NOT EXISTS (
            SELECT FROM reviews_signoff n JOIN reviews_review m ON m.id = n.review_id
            WHERE n.member_id = s.member_id AND n.id > s.id AND n.verdict = 'approve' AND n.digest = s.digest
            AND m.version_id <> r.version_id))
$$;

CREATE OR REPLACE FUNCTION reviews_objection_kept() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    asked bigint;
BEGIN
    IF TG_TABLE_NAME = 'reviews_signoff' THEN
        asked := NEW.review_id;
    ELSE
        SELECT s.review_id INTO asked FROM reviews_signoff s WHERE s.id = NEW.signoff_id;
    END IF;
    UPDATE articles_version v SET objected = NOT v.objected FROM reviews_review r
    WHERE r.id = asked AND v.id = r.version_id AND v.objected <> reviews_objected(v);
    RETURN NULL;
END
$$;

-- Those of them that make up a quorum. Who stated a conflict after signing no longer counts; an objection still stands.

CREATE OR REPLACE FUNCTION reviews_approving(wanted bigint, signed text) RETURNS SETOF reviews_signoff
LANGUAGE sql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT s.* FROM reviews_standing(wanted) s
    JOIN reviews_review r ON r.id = s.review_id
    JOIN reviews_boardmember m ON m.id = s.member_id
    JOIN reviews_assignment a ON a.review_id = s.review_id AND a.member_id = s.member_id
    WHERE s.verdict = 'approve' AND s.digest = signed AND NOT reviews_contributed(m.user_id, r.version_id)
    AND (SELECT c.conflict FROM reviews_clearance c WHERE c.assignment_id = a.id ORDER BY c.id DESC LIMIT 1) IS FALSE
$$;

-- Whose proposed wording was taken since the approved version before it: they may sign, but are never the whole quorum.

CREATE OR REPLACE FUNCTION reviews_adopted_from(who bigint, wanted bigint) RETURNS boolean
LANGUAGE sql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT EXISTS (
        SELECT FROM articles_version v
        JOIN articles_version w ON w.article_id = v.article_id AND w.number <= v.number
        JOIN reviews_adoption a ON a.version_id = w.id
        JOIN reviews_comment c ON c.id = a.comment_id AND c.written_by_id = who AND c.share_id IS NULL
        WHERE v.id = wanted AND w.number > coalesce((
            SELECT max(p.number) FROM articles_version p
            WHERE p.article_id = v.article_id AND p.number < v.number
            AND p.status IN ('approved', 'superseded', 'retracted')), 0))
$$;

-- What a review lacks by a rule, as it stands now: a sentence, or nothing. Asked as it is approved, and again whenever
-- the approval takes effect later.

CREATE OR REPLACE FUNCTION reviews_missing_by(wanted bigint, quorum integer, scopes text[], specialties text[]) RETURNS text
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    review reviews_review;
    needed int;
    given int;
    missing text;
BEGIN
    SELECT * INTO review FROM reviews_review WHERE id = wanted;
    PERFORM FROM reviews_standing(wanted) s WHERE s.verdict = 'request_changes'
        AND NOT EXISTS (SELECT FROM reviews_answer a WHERE a.signoff_id = s.id);
    IF FOUND THEN
        RETURN 'An objection stands and has not been answered.';
    END IF;
    SELECT quorum + count(*) INTO needed
    FROM reviews_answer a JOIN reviews_signoff s ON s.id = a.signoff_id WHERE s.review_id = wanted;
    SELECT count(*) INTO given FROM reviews_approving(wanted, review.digest) s
    WHERE 'whole' = ANY (string_to_array(s.scope, ' '));
    IF given < greatest(needed, 1) THEN
        RETURN format('The quorum is %s and %s signed.', needed, given);
    END IF;
    PERFORM FROM reviews_approving(wanted, review.digest) s JOIN reviews_boardmember m ON m.id = s.member_id
    WHERE 'whole' = ANY (string_to_array(s.scope, ' ')) AND NOT reviews_adopted_from(m.user_id, review.version_id);
    IF NOT FOUND THEN
        RETURN 'All who signed have wording of their own in this text.';
    END IF;
    SELECT string_agg(asked, ', ') INTO missing FROM (
        SELECT asked FROM unnest(scopes) AS asked WHERE NOT EXISTS (
            SELECT FROM reviews_approving(wanted, review.digest) s WHERE asked = ANY (string_to_array(s.scope, ' ')))
        UNION ALL
        SELECT asked FROM unnest(specialties) AS asked WHERE NOT EXISTS (
            SELECT FROM reviews_approving(wanted, review.digest) s WHERE asked = ANY (s.specialties))) AS lacking;
    RETURN CASE WHEN missing IS NOT NULL THEN format('Nobody has signed for: %s.', missing) END;
END
$$;

CREATE OR REPLACE FUNCTION reviews_missing(wanted bigint) RETURNS text
LANGUAGE sql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT reviews_missing_by(r.id, r.quorum, r.required_scopes, r.required_specialties) FROM reviews_review r WHERE r.id = wanted
$$;

-- What a version lacks to take effect now. A comparison rests on the last decision in full too, whose signatures must
-- stand. What waited for its moment is judged by the policy of that moment as well, where it asks for more.

CREATE OR REPLACE FUNCTION reviews_missing_now(wanted bigint, waited boolean) RETURNS text
LANGUAGE sql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT coalesce(
        reviews_missing(r.id),
        CASE WHEN r.kind = 'editorial' THEN (
            SELECT reviews_missing(a.review_id) FROM reviews_approval a JOIN articles_version b ON b.id = a.version_id
            WHERE b.article_id = v.article_id AND b.number < v.number AND a.kind IN ('full', 'reaffirm')
            ORDER BY a.id DESC LIMIT 1) END,
        CASE WHEN r.kind <> 'editorial' AND waited THEN (
            SELECT 'By the policy now in force: ' || reviews_missing_by(r.id, p.quorum, p.required_scopes, p.required_specialties)
            FROM reviews_policy p JOIN articles_article a ON a.topic_id = p.topic_id AND a.risk = p.risk
            WHERE a.id = v.article_id) END)
    FROM reviews_review r JOIN articles_version v ON v.id = r.version_id WHERE r.id = wanted
$$;

CREATE OR REPLACE FUNCTION reviews_quorum() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    review reviews_review;
    version articles_version;
    missing text;
BEGIN
    SELECT v.* INTO version FROM articles_version v JOIN reviews_review r ON r.version_id = v.id WHERE r.id = NEW.review_id;
    PERFORM FROM articles_article WHERE id = version.article_id FOR NO KEY UPDATE;
    SELECT * INTO review FROM reviews_review WHERE id = NEW.review_id FOR NO KEY UPDATE;
    SELECT * INTO version FROM articles_version WHERE id = review.version_id FOR NO KEY UPDATE;
    IF NEW.version_id <> review.version_id OR NEW.kind <> review.kind THEN
        RAISE EXCEPTION 'An approval is of the version and kind of its review.' USING ERRCODE = 'IM004';
    END IF;
    IF review.closed_at IS NOT NULL OR version.status <> (CASE WHEN review.kind = 'reaffirm' THEN 'approved' ELSE 'under_review' END) THEN
        RAISE EXCEPTION 'This review is closed.' USING ERRCODE = 'IM004';
    END IF;
    IF NEW.digest IS DISTINCT FROM digest_v1(version.id) OR NEW.digest IS DISTINCT FROM version.digest THEN
        RAISE EXCEPTION 'The approval is of another text.' USING ERRCODE = 'IM004';
    END IF;
    IF review.kind = 'editorial' AND reviews_fully_approved(version.id) IS NULL THEN
        RAISE EXCEPTION 'An editorial approval needs a full one before it.' USING ERRCODE = 'IM004';
    END IF;
    missing := reviews_missing(review.id);
    IF missing IS NOT NULL THEN
        RAISE EXCEPTION '%', missing USING ERRCODE = 'IM004';
    END IF;
    NEW.id := imprimatur_next_number('reviews_approval');
    NEW.approved_by_id := imprimatur_actor();
    NEW.at := imprimatur_now();
    NEW.next_review_due := (imprimatur_today() + make_interval(months => review.review_months))::date;
    IF review.kind = 'editorial' THEN
        -- a comparison is no fact-check: the review date stays where the last full look put it
        SELECT a.next_review_due INTO STRICT NEW.next_review_due
        FROM reviews_approval a JOIN articles_version v ON v.id = a.version_id
        WHERE v.article_id = version.article_id AND a.kind IN ('full', 'reaffirm') ORDER BY a.id DESC LIMIT 1;
    END IF;
    RETURN NEW;
END
$$;

CREATE OR REPLACE FUNCTION reviews_approval_closes() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    UPDATE reviews_review SET outcome = 'approved' WHERE id = NEW.review_id;
    RETURN NULL;
END
$$;

CREATE OR REPLACE FUNCTION reviews_approval_recorded() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    PERFORM FROM reviews_event e WHERE e.record_table = 'reviews_approval' AND e.record_id = NEW.id;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'An approval has no event.' USING ERRCODE = 'IM003';
    END IF;
    RETURN NULL;
END
$$;

-- The rest of the evidence: each row says who, from the transaction, and when, from the clock.

CREATE OR REPLACE FUNCTION reviews_disclosure_guard() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF imprimatur_actor() IS DISTINCT FROM (SELECT m.user_id FROM reviews_boardmember m WHERE m.id = NEW.member_id) THEN
        RAISE EXCEPTION 'A disclosure is made by the member alone.' USING ERRCODE = 'IM005';
    END IF;
    NEW.id := imprimatur_next_number('reviews_disclosure');
    NEW.declared_at := imprimatur_now();
    RETURN NEW;
END
$$;

CREATE OR REPLACE FUNCTION reviews_clearance_guard() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF imprimatur_actor() IS DISTINCT FROM (
            SELECT m.user_id FROM reviews_boardmember m JOIN reviews_assignment a ON a.member_id = m.id
            WHERE a.id = NEW.assignment_id) THEN
        RAISE EXCEPTION 'A clearance is given by the member alone.' USING ERRCODE = 'IM005';
    END IF;
    IF NOT NEW.conflict AND EXISTS (
            SELECT FROM reviews_review r JOIN reviews_assignment a ON a.review_id = r.id
            WHERE a.id = NEW.assignment_id AND r.closed_at IS NOT NULL) THEN
        RAISE EXCEPTION 'This review is closed: only a conflict can still be stated.' USING ERRCODE = 'IM005';
    END IF;
    NEW.id := imprimatur_next_number('reviews_clearance');
    NEW.at := imprimatur_now();
    RETURN NEW;
END
$$;

-- A signature that was counted is taken back with a row of its own, by whoever gave it: what counted then stays as it
-- was. A conflict that is stated after the decision takes it back too.

CREATE OR REPLACE FUNCTION reviews_withdrawal_guard() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    signed reviews_signoff;
BEGIN
    SELECT * INTO STRICT signed FROM reviews_signoff WHERE id = NEW.signoff_id;
    PERFORM FROM articles_article a JOIN articles_version v ON v.article_id = a.id
    JOIN reviews_review r ON r.version_id = v.id WHERE r.id = signed.review_id FOR NO KEY UPDATE OF a;
    IF imprimatur_actor() IS DISTINCT FROM (SELECT m.user_id FROM reviews_boardmember m WHERE m.id = signed.member_id) THEN
        RAISE EXCEPTION 'Nobody takes back the signature of somebody else.' USING ERRCODE = 'IM005';
    END IF;
    IF NOT EXISTS (SELECT FROM reviews_approval a WHERE a.review_id = signed.review_id)
            OR NOT EXISTS (
                SELECT FROM reviews_standing(signed.review_id) s WHERE s.id = signed.id AND s.verdict = 'approve') THEN
        RAISE EXCEPTION 'There is no signature under a decision here to take back.' USING ERRCODE = 'IM005';
    END IF;
    IF NEW.reason = 'conflict' AND NOT coalesce((
            SELECT c.conflict FROM reviews_clearance c JOIN reviews_assignment a ON a.id = c.assignment_id
            WHERE a.review_id = signed.review_id AND a.member_id = signed.member_id ORDER BY c.id DESC LIMIT 1), false) THEN
        RAISE EXCEPTION 'No conflict of interest was stated.' USING ERRCODE = 'IM005';
    END IF;
    NEW.id := imprimatur_next_number('reviews_withdrawal');
    NEW.at := imprimatur_now();
    RETURN NEW;
END
$$;

CREATE OR REPLACE FUNCTION reviews_conflict_withdraws() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF NEW.conflict THEN
        INSERT INTO reviews_withdrawal (signoff_id, reason, statement)
        SELECT s.id, 'conflict', '' FROM reviews_assignment a JOIN reviews_approval d ON d.review_id = a.review_id
        CROSS JOIN LATERAL reviews_standing(a.review_id) s
        WHERE a.id = NEW.assignment_id AND s.member_id = a.member_id AND s.verdict = 'approve'
        AND NOT EXISTS (
            SELECT FROM reviews_clearance c WHERE c.assignment_id = a.id AND c.id < NEW.id AND c.conflict
            AND c.id = (SELECT max(e.id) FROM reviews_clearance e WHERE e.assignment_id = a.id AND e.id < NEW.id));
    END IF;
    RETURN NULL;
END
$$;

CREATE OR REPLACE FUNCTION reviews_answer_guard() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    review reviews_review;
BEGIN
    SELECT r.* INTO review FROM reviews_review r JOIN reviews_signoff s ON s.review_id = r.id WHERE s.id = NEW.signoff_id;
    PERFORM FROM articles_article a JOIN articles_version v ON v.article_id = a.id
    WHERE v.id = review.version_id FOR NO KEY UPDATE OF a;
    SELECT * INTO review FROM reviews_review WHERE id = review.id FOR NO KEY UPDATE;
    NEW.answered_by_id := imprimatur_actor();
    NEW.at := imprimatur_now();
    IF NOT EXISTS (
            SELECT FROM articles_version v
            WHERE v.id = review.version_id AND imprimatur_is_chief_of(NEW.answered_by_id, v.article_id)) THEN
        RAISE EXCEPTION 'An objection is answered by the editor-in-chief.' USING ERRCODE = 'IM005';
    END IF;
    IF reviews_contributed(NEW.answered_by_id, review.version_id) OR EXISTS (
            SELECT FROM reviews_signoff s JOIN reviews_boardmember m ON m.id = s.member_id
            WHERE s.review_id = review.id AND m.user_id = NEW.answered_by_id) THEN
        RAISE EXCEPTION 'An objection is answered by who neither wrote the text nor signed in this review.'
            USING ERRCODE = 'IM005';
    END IF;
    IF review.closed_at IS NOT NULL OR NOT EXISTS (
            SELECT FROM reviews_standing(review.id) s WHERE s.id = NEW.signoff_id AND s.verdict = 'request_changes') THEN
        RAISE EXCEPTION 'There is no standing objection to answer.' USING ERRCODE = 'IM005';
    END IF;
    RETURN NEW;
END
$$;

CREATE OR REPLACE FUNCTION reviews_removal_guard() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    NEW.removed_by_id := imprimatur_actor();
    NEW.at := imprimatur_now();
    IF NOT imprimatur_is_chief(NEW.removed_by_id) THEN
        RAISE EXCEPTION 'A member is removed by the editor-in-chief.' USING ERRCODE = 'IM005';
    END IF;
    RETURN NEW;
END
$$;

-- The definer is the owner, because the app may not void a signature by hand.

CREATE OR REPLACE FUNCTION reviews_removal_voids() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    -- whoever signs or approves holds the article: wait for them, then look at what was counted already
    PERFORM FROM articles_article a WHERE a.id IN (
        SELECT v.article_id FROM articles_version v JOIN reviews_review r ON r.version_id = v.id
        LEFT JOIN reviews_assignment g ON g.review_id = r.id AND g.member_id = NEW.member_id AND r.closed_at IS NULL
        LEFT JOIN reviews_signoff s ON s.review_id = r.id AND s.member_id = NEW.member_id
        WHERE g.id IS NOT NULL OR s.id IS NOT NULL) ORDER BY a.id FOR NO KEY UPDATE;
    INSERT INTO reviews_voiding (signoff_id, removal_id, after_decision, at)
    SELECT s.id, NEW.id, CASE WHEN d.id IS NOT NULL THEN true END, imprimatur_now()
    FROM reviews_signoff s JOIN reviews_review r ON r.id = s.review_id
    LEFT JOIN reviews_approval d ON d.review_id = r.id
    WHERE s.member_id = NEW.member_id AND (r.closed_at IS NULL OR d.id IS NOT NULL) ORDER BY r.version_id, s.id;
    RETURN NULL;
END
$$;

CREATE OR REPLACE FUNCTION reviews_notice_guard() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    SELECT v.article_id INTO NEW.article_id FROM articles_version v WHERE v.id = NEW.version_id;
    NEW.noticed_by_id := imprimatur_actor();
    NEW.at := imprimatur_now();
    RETURN NEW;
END
$$;

-- Holds. Only lifting changes one; it takes another person, or an approved version that changed what was held.

CREATE OR REPLACE FUNCTION reviews_hold_insert() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    PERFORM FROM articles_article WHERE id = NEW.article_id FOR NO KEY UPDATE;
    NEW.laid_by_id := imprimatur_actor();
    NEW.laid_at := imprimatur_now();
    NEW.lifted_at := NULL;
    NEW.lifted_by_id := NULL;
    NEW.lifted_by_version_id := NULL;
    SELECT v.id INTO NEW.version_id FROM articles_version v WHERE v.article_id = NEW.article_id AND v.status = 'approved';
    IF NOT FOUND THEN
        RAISE EXCEPTION 'There is no live version to hold.' USING ERRCODE = 'IM003';
    END IF;
    IF NEW.section_key IS NOT NULL AND NOT EXISTS (
            SELECT FROM articles_section s WHERE s.version_id = NEW.version_id AND s.key = NEW.section_key) THEN
        RAISE EXCEPTION 'The live version has no such section.' USING ERRCODE = 'IM003';
    END IF;
    RETURN NEW;
END
$$;

CREATE OR REPLACE FUNCTION reviews_hold_update() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    lifting text[] := '{lifted_at,lifted_by_id,lifted_by_version_id,lift_note}';
BEGIN
    IF OLD.lifted_at IS NOT NULL OR to_jsonb(OLD) - lifting <> to_jsonb(NEW) - lifting THEN
        RAISE EXCEPTION 'A hold can be lifted, not changed.' USING ERRCODE = 'IM006';
    END IF;
    IF NEW.lifted_by_id IS NULL THEN
        RETURN OLD;
    END IF;
    NEW.lifted_at := imprimatur_now();
    NEW.lifted_by_id := imprimatur_actor();
    IF NEW.lifted_by_version_id IS NULL THEN
        IF NEW.lifted_by_id = OLD.laid_by_id THEN
            RAISE EXCEPTION 'A hold is lifted by another person than the one who laid it.' USING ERRCODE = 'IM005';
        END IF;
        -- lifted without a correction it covers nothing any more, in older versions neither: so readers must still
        -- have what was held
        IF OLD.section_key IS NOT NULL AND NOT EXISTS (
                SELECT FROM articles_version v WHERE v.article_id = OLD.article_id AND v.status = 'approved'
                AND reviews_section_said(v.id, OLD.section_key) = reviews_section_said(OLD.version_id, OLD.section_key)) THEN
            RAISE EXCEPTION 'What is held is not in the live version as it was: only the version that corrects it lifts this.'
                USING ERRCODE = 'IM005';
        END IF;
        RETURN NEW;
    END IF;
    IF OLD.section_key IS NULL THEN
        RAISE EXCEPTION 'A hold over the whole page is lifted by a second person.' USING ERRCODE = 'IM005';
    END IF;
    PERFORM FROM articles_version v
    WHERE v.id = NEW.lifted_by_version_id AND v.article_id = OLD.article_id AND v.status = 'approved'
    AND reviews_section_said(v.id, OLD.section_key) IS DISTINCT FROM reviews_section_said(OLD.version_id, OLD.section_key)
    -- a comparison of wording corrects nothing
    AND NOT EXISTS (SELECT FROM reviews_approval a WHERE a.version_id = v.id AND a.kind = 'editorial');
    IF NOT FOUND THEN
        RAISE EXCEPTION 'That version does not change what is held.' USING ERRCODE = 'IM005';
    END IF;
    RETURN NEW;
END
$$;

CREATE OR REPLACE FUNCTION reviews_section_said(wanted bigint, place uuid) RETURNS jsonb
LANGUAGE sql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT to_jsonb(s) - '{id,version_id,position,level}'::text[]
    FROM articles_section s WHERE s.version_id = wanted AND s.key = place
$$;

-- Comments. Each is its writer's, of an open review or of a shared version, and never changes; only settling it is
-- written down, once, by its writer, an editor, or whoever took its wording. A reply goes on after the review has
-- closed: its author answers then.

CREATE OR REPLACE FUNCTION reviews_comment_insert() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    review reviews_review;
    share reviews_share;
    root reviews_comment;
BEGIN
    IF NEW.share_id IS NOT NULL THEN
        SELECT * INTO STRICT share FROM reviews_share WHERE id = NEW.share_id FOR SHARE;
        IF share.revoked_at IS NOT NULL OR share.expires_at <= imprimatur_now() THEN
            RAISE EXCEPTION 'This link is no longer in force.' USING ERRCODE = 'IM005';
        END IF;
        NEW.version_id := share.version_id;
        NEW.review_id := NULL;
        NEW.blocking := false;
    END IF;
    IF NEW.reply_to_id IS NOT NULL THEN
        SELECT * INTO STRICT root FROM reviews_comment WHERE id = NEW.reply_to_id FOR SHARE;
        IF root.reply_to_id IS NOT NULL OR root.resolved_at IS NOT NULL
                OR (NEW.share_id IS NOT NULL AND root.version_id <> share.version_id) THEN
            RAISE EXCEPTION 'A reply is to an open comment, not to a reply.' USING ERRCODE = 'IM005';
        END IF;
        NEW.section_key := root.section_key;
        NEW.part := root.part;
        NEW.version_id := root.version_id;
        NEW.review_id := CASE WHEN NEW.share_id IS NULL THEN root.review_id END;
    ELSIF NEW.share_id IS NULL THEN
        SELECT * INTO STRICT review FROM reviews_review WHERE id = NEW.review_id FOR SHARE;
        IF review.closed_at IS NOT NULL THEN
            RAISE EXCEPTION 'This review is closed.' USING ERRCODE = 'IM005';
        END IF;
        NEW.version_id := review.version_id;
    END IF;
    IF NEW.section_key IS NOT NULL AND NOT EXISTS (
            SELECT FROM articles_section s WHERE s.version_id = NEW.version_id AND s.key = NEW.section_key) THEN
        RAISE EXCEPTION 'The text has no such section.' USING ERRCODE = 'IM005';
    END IF;
    NEW.written_by_id := imprimatur_actor();
    NEW.at := imprimatur_now();
    NEW.resolved_by_id := NULL;
    NEW.resolved_at := NULL;
    RETURN NEW;
END
$$;

CREATE OR REPLACE FUNCTION reviews_comment_update() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    settling text[] := '{resolved_at,resolved_by_id}';
BEGIN
    IF OLD.resolved_at IS NOT NULL OR to_jsonb(OLD) - settling <> to_jsonb(NEW) - settling THEN
        RAISE EXCEPTION 'A comment can be settled, not changed.' USING ERRCODE = 'IM006';
    END IF;
    IF NEW.resolved_by_id IS NULL THEN
        RETURN OLD;
    END IF;
    NEW.resolved_by_id := imprimatur_actor();
    NEW.resolved_at := imprimatur_now();
    IF NEW.resolved_by_id <> OLD.written_by_id
            AND NOT imprimatur_edits(NEW.resolved_by_id, OLD.version_id)
            AND NOT EXISTS (
                SELECT FROM reviews_adoption a WHERE a.comment_id = OLD.id AND a.adopted_by_id = NEW.resolved_by_id) THEN
        RAISE EXCEPTION 'A comment is settled by whoever wrote it, or by an editor.' USING ERRCODE = 'IM005';
    END IF;
    RETURN NEW;
END
$$;

-- Wording that was taken: of a suggestion, into a later draft of the same article, by whoever edits it.

CREATE OR REPLACE FUNCTION reviews_adoption_guard() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    said reviews_comment;
BEGIN
    SELECT * INTO STRICT said FROM reviews_comment WHERE id = NEW.comment_id;
    IF said.suggestion IS NULL OR NOT EXISTS (
            SELECT FROM articles_version w JOIN articles_version v ON v.article_id = w.article_id
            WHERE v.id = said.version_id AND w.id = NEW.version_id AND w.number > v.number AND w.status = 'draft') THEN
        RAISE EXCEPTION 'A suggestion is taken into a later draft of its article.' USING ERRCODE = 'IM005';
    END IF;
    NEW.adopted_by_id := imprimatur_actor();
    NEW.at := imprimatur_now();
    RETURN NEW;
END
$$;

CREATE OR REPLACE FUNCTION reviews_sourcecheck_guard() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    review reviews_review;
BEGIN
    SELECT * INTO STRICT review FROM reviews_review WHERE id = NEW.review_id FOR SHARE;
    IF review.closed_at IS NOT NULL THEN
        RAISE EXCEPTION 'This review is closed.' USING ERRCODE = 'IM005';
    END IF;
    IF imprimatur_actor() IS DISTINCT FROM (
            SELECT m.user_id FROM reviews_boardmember m JOIN reviews_assignment a ON a.member_id = m.id
            WHERE m.id = NEW.member_id AND a.review_id = review.id AND a.status NOT IN ('declined', 'withdrawn')) THEN
        RAISE EXCEPTION 'A source is judged by the members of the review, each for themselves.' USING ERRCODE = 'IM005';
    END IF;
    IF NOT EXISTS (
            SELECT FROM articles_reference r WHERE r.version_id = review.version_id AND r.key = NEW.reference_key) THEN
        RAISE EXCEPTION 'The text has no such source.' USING ERRCODE = 'IM005';
    END IF;
    NEW.id := imprimatur_next_number('reviews_sourcecheck');
    NEW.at := imprimatur_now();
    RETURN NEW;
END
$$;

-- Half-written words and prepared verdicts are their member's alone. They are kept while the review is open; after
-- that nothing is prepared any more, and words are only taken away (what a verdict said that is taken back becomes
-- words again, under names that begin with "sign:").

CREATE OR REPLACE FUNCTION reviews_preparation_guard() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND (NEW.review_id, NEW.member_id) IS DISTINCT FROM (OLD.review_id, OLD.member_id) THEN
        RAISE EXCEPTION 'A preparation keeps its review and its member.' USING ERRCODE = 'IM005';
    END IF;
    IF imprimatur_actor() IS DISTINCT FROM (SELECT m.user_id FROM reviews_boardmember m WHERE m.id = NEW.member_id) THEN
        RAISE EXCEPTION 'Nobody prepares for somebody else.' USING ERRCODE = 'IM005';
    END IF;
    PERFORM FROM reviews_review r WHERE r.id = NEW.review_id AND r.closed_at IS NOT NULL;
    IF FOUND AND (TG_OP = 'INSERT'
            OR EXISTS (
                SELECT FROM jsonb_each(NEW.typed) AS kept (name, words)
                WHERE name NOT LIKE 'sign:%' AND NOT OLD.typed @> jsonb_build_object(name, words))
            OR (NEW.prepared_at IS NOT NULL
                AND to_jsonb(NEW) - '{typed,saved_at}'::text[] <> to_jsonb(OLD) - '{typed,saved_at}'::text[])) THEN
        RAISE EXCEPTION 'This review is closed.' USING ERRCODE = 'IM005';
    END IF;
    RETURN NEW;
END
$$;

CREATE OR REPLACE FUNCTION reviews_preparation_delete() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF imprimatur_actor() IS DISTINCT FROM (SELECT m.user_id FROM reviews_boardmember m WHERE m.id = OLD.member_id) THEN
        RAISE EXCEPTION 'Nobody throws away what somebody else prepared.' USING ERRCODE = 'IM005';
    END IF;
    RETURN OLD;
END
$$;

-- Links for readers outside: made by an editor, of a text that is before the board or has been, for ninety days at
-- most; only revoking, by an editor too, changes one.

CREATE OR REPLACE FUNCTION reviews_share_insert() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    PERFORM FROM articles_version v WHERE v.id = NEW.version_id AND v.status NOT IN ('draft', 'withdrawn') FOR SHARE;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'A text is shared from the moment on at which it was submitted.' USING ERRCODE = 'IM003';
    END IF;
    NEW.created_by_id := imprimatur_actor();
    NEW.created_at := imprimatur_now();
    IF NOT imprimatur_edits(NEW.created_by_id, NEW.version_id) THEN
        RAISE EXCEPTION 'An editor of the topic shares a text with readers outside.' USING ERRCODE = 'IM005';
    END IF;
    IF NEW.expires_at > imprimatur_now() + interval '90 days' THEN
        RAISE EXCEPTION 'A link works for ninety days at most.' USING ERRCODE = 'IM005';
    END IF;
    NEW.revoked_by_id := NULL;
    NEW.revoked_at := NULL;
    RETURN NEW;
END
$$;

CREATE OR REPLACE FUNCTION reviews_share_update() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    revoking text[] := '{revoked_at,revoked_by_id}';
BEGIN
    IF OLD.revoked_at IS NOT NULL OR to_jsonb(OLD) - revoking <> to_jsonb(NEW) - revoking THEN
        RAISE EXCEPTION 'A link can be revoked, not changed.' USING ERRCODE = 'IM006';
    END IF;
    IF NEW.revoked_by_id IS NULL THEN
        RETURN OLD;
    END IF;
    NEW.revoked_by_id := imprimatur_actor();
    NEW.revoked_at := imprimatur_now();
    IF NOT imprimatur_edits(NEW.revoked_by_id, OLD.version_id) THEN
        RAISE EXCEPTION 'An editor of the topic revokes a link.' USING ERRCODE = 'IM005';
    END IF;
    RETURN NEW;
END
$$;

CREATE OR REPLACE FUNCTION reviews_sharevisit_guard() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    NEW.at := imprimatur_now();
    RETURN NEW;
END
$$;

-- Safety sweeps: whoever begins one says what was looked for, and ticks places of the texts that they edit. What was
-- made of a place, a hold or a task there, is written down once, by them; an editor settles it.

CREATE OR REPLACE FUNCTION reviews_sweep_guard() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF TG_OP = 'UPDATE' THEN
        RAISE EXCEPTION 'What a sweep looked for stays as it was.' USING ERRCODE = 'IM006';
    END IF;
    NEW.started_by_id := imprimatur_actor();
    NEW.started_at := imprimatur_now();
    RETURN NEW;
END
$$;

CREATE OR REPLACE FUNCTION reviews_sweepitem_insert() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF imprimatur_actor() IS DISTINCT FROM (SELECT s.started_by_id FROM reviews_sweep s WHERE s.id = NEW.sweep_id)
            OR NOT imprimatur_edits(imprimatur_actor(), NEW.version_id) THEN
        RAISE EXCEPTION 'A sweep is over the texts that whoever began it edits.' USING ERRCODE = 'IM005';
    END IF;
    IF NEW.section_key IS NOT NULL AND NOT EXISTS (
            SELECT FROM articles_section s WHERE s.version_id = NEW.version_id AND s.key = NEW.section_key) THEN
        RAISE EXCEPTION 'The text has no such section.' USING ERRCODE = 'IM003';
    END IF;
    NEW.hold_id := NULL;
    NEW.task_id := NULL;
    NEW.problem := '';
    NEW.settled_by_id := NULL;
    NEW.settled_at := NULL;
    RETURN NEW;
END
$$;

CREATE OR REPLACE FUNCTION reviews_sweepitem_update() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    who bigint := imprimatur_actor();
    article bigint;
    began boolean;
    edits boolean;
BEGIN
    IF (NEW.id, NEW.sweep_id, NEW.version_id, NEW.section_key)
            IS DISTINCT FROM (OLD.id, OLD.sweep_id, OLD.version_id, OLD.section_key)
            OR (OLD.hold_id IS NOT NULL AND NEW.hold_id IS DISTINCT FROM OLD.hold_id)
            OR (OLD.task_id IS NOT NULL AND NEW.task_id IS DISTINCT FROM OLD.task_id) THEN
        RAISE EXCEPTION 'A place of a sweep, and what was made of it, stay.' USING ERRCODE = 'IM006';
    END IF;
    SELECT v.article_id INTO article FROM articles_version v WHERE v.id = NEW.version_id;
    began := who IS NOT DISTINCT FROM (SELECT s.started_by_id FROM reviews_sweep s WHERE s.id = NEW.sweep_id);
    edits := imprimatur_edits(who, NEW.version_id);
    -- why nothing was made of a place is written down by whoever lost the role in between, too
    IF (NOT began AND (NEW.hold_id, NEW.task_id) IS DISTINCT FROM (OLD.hold_id, OLD.task_id))
            OR (NOT edits AND to_jsonb(NEW) - '{problem}'::text[] <> to_jsonb(OLD) - '{problem}'::text[])
            OR NOT (began OR edits) THEN
        RAISE EXCEPTION 'Whoever began a sweep goes on with it, and an editor settles a place.' USING ERRCODE = 'IM005';
    END IF;
    IF (NEW.hold_id IS NOT NULL AND NOT EXISTS (
            SELECT FROM reviews_hold h WHERE h.id = NEW.hold_id AND h.article_id = article
            AND h.section_key IS NOT DISTINCT FROM NEW.section_key))
            OR (NEW.task_id IS NOT NULL AND NOT EXISTS (
                SELECT FROM articles_question q WHERE q.id = NEW.task_id AND q.article_id = article)) THEN
        RAISE EXCEPTION 'What is made of a place is a hold or a task there.' USING ERRCODE = 'IM005';
    END IF;
    IF NEW.settled_at IS NULL THEN
        NEW.settled_by_id := NULL;
    ELSIF OLD.settled_at IS NULL THEN
        NEW.settled_by_id := who;
        NEW.settled_at := imprimatur_now();
    ELSE
        NEW.settled_by_id := OLD.settled_by_id;
        NEW.settled_at := OLD.settled_at;
    END IF;
    RETURN NEW;
END
$$;

CREATE OR REPLACE TRIGGER reviews_move BEFORE UPDATE ON public.articles_version FOR EACH ROW EXECUTE FUNCTION reviews_move_guard();
CREATE OR REPLACE TRIGGER opened AFTER INSERT ON public.articles_version FOR EACH ROW EXECUTE FUNCTION reviews_version_opened();
CREATE OR REPLACE TRIGGER classified BEFORE UPDATE ON public.articles_article FOR EACH ROW EXECUTE FUNCTION reviews_article_guard();
CREATE OR REPLACE TRIGGER tightens AFTER UPDATE ON public.articles_article FOR EACH ROW EXECUTE FUNCTION reviews_article_tightens();
CREATE OR REPLACE TRIGGER reclassification_insert BEFORE INSERT ON public.reviews_reclassification FOR EACH ROW EXECUTE FUNCTION reviews_reclassification_insert();
CREATE OR REPLACE TRIGGER reclassification_update BEFORE UPDATE ON public.reviews_reclassification FOR EACH ROW EXECUTE FUNCTION reviews_reclassification_update();
CREATE OR REPLACE TRIGGER reclassified AFTER UPDATE ON public.articles_article FOR EACH ROW EXECUTE FUNCTION reviews_article_reclassified();
CREATE OR REPLACE TRIGGER chain BEFORE INSERT ON public.reviews_event FOR EACH ROW EXECUTE FUNCTION reviews_event_chain();
DROP TRIGGER IF EXISTS moved ON public.reviews_event;
CREATE CONSTRAINT TRIGGER moved AFTER INSERT ON public.reviews_event DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION reviews_event_moved();
CREATE OR REPLACE TRIGGER review_insert BEFORE INSERT ON public.reviews_review FOR EACH ROW EXECUTE FUNCTION reviews_review_insert();
CREATE OR REPLACE TRIGGER review_update BEFORE UPDATE ON public.reviews_review FOR EACH ROW EXECUTE FUNCTION reviews_review_update();
DROP TRIGGER IF EXISTS settled ON public.reviews_review;
CREATE CONSTRAINT TRIGGER settled AFTER INSERT OR UPDATE ON public.reviews_review DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION reviews_review_settled();
CREATE OR REPLACE TRIGGER assignment BEFORE INSERT OR UPDATE ON public.reviews_assignment FOR EACH ROW EXECUTE FUNCTION reviews_assignment_guard();
CREATE OR REPLACE TRIGGER boardmember BEFORE UPDATE ON public.reviews_boardmember FOR EACH ROW EXECUTE FUNCTION reviews_boardmember_update();
CREATE OR REPLACE TRIGGER signoff BEFORE INSERT ON public.reviews_signoff FOR EACH ROW EXECUTE FUNCTION reviews_signoff_guard();
CREATE OR REPLACE TRIGGER objection AFTER INSERT ON public.reviews_signoff FOR EACH ROW EXECUTE FUNCTION reviews_objection_kept();
CREATE OR REPLACE TRIGGER objection AFTER INSERT ON public.reviews_answer FOR EACH ROW EXECUTE FUNCTION reviews_objection_kept();
CREATE OR REPLACE TRIGGER objection AFTER INSERT ON public.reviews_voiding FOR EACH ROW EXECUTE FUNCTION reviews_objection_kept();
CREATE OR REPLACE TRIGGER quorum BEFORE INSERT ON public.reviews_approval FOR EACH ROW EXECUTE FUNCTION reviews_quorum();
CREATE OR REPLACE TRIGGER sources BEFORE INSERT ON public.reviews_approval FOR EACH ROW EXECUTE FUNCTION reviews_approval_sources();
CREATE OR REPLACE TRIGGER closes AFTER INSERT ON public.reviews_approval FOR EACH ROW EXECUTE FUNCTION reviews_approval_closes();
DROP TRIGGER IF EXISTS recorded ON public.reviews_approval;
CREATE CONSTRAINT TRIGGER recorded AFTER INSERT ON public.reviews_approval DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION reviews_approval_recorded();
CREATE OR REPLACE TRIGGER disclosure BEFORE INSERT ON public.reviews_disclosure FOR EACH ROW EXECUTE FUNCTION reviews_disclosure_guard();
CREATE OR REPLACE TRIGGER clearance BEFORE INSERT ON public.reviews_clearance FOR EACH ROW EXECUTE FUNCTION reviews_clearance_guard();
CREATE OR REPLACE TRIGGER withdraws AFTER INSERT ON public.reviews_clearance FOR EACH ROW EXECUTE FUNCTION reviews_conflict_withdraws();
CREATE OR REPLACE TRIGGER withdrawal BEFORE INSERT ON public.reviews_withdrawal FOR EACH ROW EXECUTE FUNCTION reviews_withdrawal_guard();
CREATE OR REPLACE TRIGGER answer BEFORE INSERT ON public.reviews_answer FOR EACH ROW EXECUTE FUNCTION reviews_answer_guard();
CREATE OR REPLACE TRIGGER removal BEFORE INSERT ON public.reviews_removal FOR EACH ROW EXECUTE FUNCTION reviews_removal_guard();
CREATE OR REPLACE TRIGGER voids AFTER INSERT ON public.reviews_removal FOR EACH ROW EXECUTE FUNCTION reviews_removal_voids();
CREATE OR REPLACE TRIGGER notice BEFORE INSERT ON public.reviews_notice FOR EACH ROW EXECUTE FUNCTION reviews_notice_guard();
CREATE OR REPLACE TRIGGER hold_insert BEFORE INSERT ON public.reviews_hold FOR EACH ROW EXECUTE FUNCTION reviews_hold_insert();
CREATE OR REPLACE TRIGGER hold_update BEFORE UPDATE ON public.reviews_hold FOR EACH ROW EXECUTE FUNCTION reviews_hold_update();
CREATE OR REPLACE TRIGGER comment_insert BEFORE INSERT ON public.reviews_comment FOR EACH ROW EXECUTE FUNCTION reviews_comment_insert();
CREATE OR REPLACE TRIGGER comment_update BEFORE UPDATE ON public.reviews_comment FOR EACH ROW EXECUTE FUNCTION reviews_comment_update();
CREATE OR REPLACE TRIGGER adoption BEFORE INSERT ON public.reviews_adoption FOR EACH ROW EXECUTE FUNCTION reviews_adoption_guard();
CREATE OR REPLACE TRIGGER sourcecheck BEFORE INSERT ON public.reviews_sourcecheck FOR EACH ROW EXECUTE FUNCTION reviews_sourcecheck_guard();
CREATE OR REPLACE TRIGGER preparation BEFORE INSERT OR UPDATE ON public.reviews_preparation FOR EACH ROW EXECUTE FUNCTION reviews_preparation_guard();
CREATE OR REPLACE TRIGGER preparation_delete BEFORE DELETE ON public.reviews_preparation FOR EACH ROW EXECUTE FUNCTION reviews_preparation_delete();
CREATE OR REPLACE TRIGGER share_insert BEFORE INSERT ON public.reviews_share FOR EACH ROW EXECUTE FUNCTION reviews_share_insert();
CREATE OR REPLACE TRIGGER share_update BEFORE UPDATE ON public.reviews_share FOR EACH ROW EXECUTE FUNCTION reviews_share_update();
CREATE OR REPLACE TRIGGER sweep BEFORE INSERT OR UPDATE ON public.reviews_sweep FOR EACH ROW EXECUTE FUNCTION reviews_sweep_guard();
CREATE OR REPLACE TRIGGER sweepitem_insert BEFORE INSERT ON public.reviews_sweepitem FOR EACH ROW EXECUTE FUNCTION reviews_sweepitem_insert();
CREATE OR REPLACE TRIGGER sweepitem_update BEFORE UPDATE ON public.reviews_sweepitem FOR EACH ROW EXECUTE FUNCTION reviews_sweepitem_update();
CREATE OR REPLACE TRIGGER sharevisit BEFORE INSERT ON public.reviews_sharevisit FOR EACH ROW EXECUTE FUNCTION reviews_sharevisit_guard();

CREATE OR REPLACE TRIGGER record AFTER INSERT ON public.articles_contributor FOR EACH ROW EXECUTE FUNCTION reviews_record('write');
CREATE OR REPLACE TRIGGER record AFTER INSERT ON public.reviews_signoff FOR EACH ROW EXECUTE FUNCTION reviews_record('sign_off');
CREATE OR REPLACE TRIGGER record AFTER INSERT ON public.reviews_answer FOR EACH ROW EXECUTE FUNCTION reviews_record('answer_objection');
CREATE OR REPLACE TRIGGER record AFTER INSERT ON public.reviews_voiding FOR EACH ROW EXECUTE FUNCTION reviews_record('void');
CREATE OR REPLACE TRIGGER record AFTER INSERT ON public.reviews_withdrawal FOR EACH ROW EXECUTE FUNCTION reviews_record('withdraw_signoff');
CREATE OR REPLACE TRIGGER record AFTER INSERT OR UPDATE ON public.reviews_reclassification FOR EACH ROW EXECUTE FUNCTION reviews_record('ask_reclassification');
CREATE OR REPLACE TRIGGER record AFTER INSERT ON public.reviews_removal FOR EACH ROW EXECUTE FUNCTION reviews_record('remove_member');
CREATE OR REPLACE TRIGGER record AFTER INSERT ON public.reviews_disclosure FOR EACH ROW EXECUTE FUNCTION reviews_record('declare');
CREATE OR REPLACE TRIGGER record AFTER INSERT ON public.reviews_clearance FOR EACH ROW EXECUTE FUNCTION reviews_record('clear');
CREATE OR REPLACE TRIGGER record AFTER INSERT ON public.reviews_notice FOR EACH ROW EXECUTE FUNCTION reviews_record('notice');
CREATE OR REPLACE TRIGGER record AFTER INSERT OR UPDATE ON public.reviews_hold FOR EACH ROW EXECUTE FUNCTION reviews_record('hold');
CREATE OR REPLACE TRIGGER record AFTER INSERT ON public.reviews_adoption FOR EACH ROW EXECUTE FUNCTION reviews_record('adopt');
CREATE OR REPLACE TRIGGER record AFTER INSERT OR UPDATE ON public.reviews_share FOR EACH ROW EXECUTE FUNCTION reviews_record('share');
CREATE OR REPLACE TRIGGER record AFTER INSERT OR UPDATE ON public.reviews_policy FOR EACH ROW EXECUTE FUNCTION reviews_record('policy');
CREATE OR REPLACE TRIGGER record AFTER INSERT OR UPDATE ON public.reviews_boardmember FOR EACH ROW EXECUTE FUNCTION reviews_record('board');
CREATE OR REPLACE TRIGGER record AFTER INSERT OR UPDATE ON public.articles_grant FOR EACH ROW EXECUTE FUNCTION reviews_record('grant');
CREATE OR REPLACE TRIGGER record AFTER INSERT OR UPDATE ON public.articles_topic FOR EACH ROW EXECUTE FUNCTION reviews_record('topic');
CREATE OR REPLACE TRIGGER record AFTER INSERT OR UPDATE ON public.articles_publication FOR EACH ROW EXECUTE FUNCTION reviews_record('publication');

CREATE OR REPLACE TRIGGER never_deleted BEFORE DELETE OR TRUNCATE ON public.reviews_boardmember FOR EACH STATEMENT EXECUTE FUNCTION imprimatur_never_deleted();
CREATE OR REPLACE TRIGGER never_deleted BEFORE DELETE OR TRUNCATE ON public.reviews_policy FOR EACH STATEMENT EXECUTE FUNCTION imprimatur_never_deleted();
CREATE OR REPLACE TRIGGER never_deleted BEFORE DELETE OR TRUNCATE ON public.reviews_reclassification FOR EACH STATEMENT EXECUTE FUNCTION imprimatur_never_deleted();
CREATE OR REPLACE TRIGGER never_deleted BEFORE DELETE OR TRUNCATE ON public.reviews_review FOR EACH STATEMENT EXECUTE FUNCTION imprimatur_never_deleted();
CREATE OR REPLACE TRIGGER never_deleted BEFORE DELETE OR TRUNCATE ON public.reviews_assignment FOR EACH STATEMENT EXECUTE FUNCTION imprimatur_never_deleted();
CREATE OR REPLACE TRIGGER never_deleted BEFORE DELETE OR TRUNCATE ON public.reviews_hold FOR EACH STATEMENT EXECUTE FUNCTION imprimatur_never_deleted();
CREATE OR REPLACE TRIGGER never_deleted BEFORE DELETE OR TRUNCATE ON public.reviews_comment FOR EACH STATEMENT EXECUTE FUNCTION imprimatur_never_deleted();
CREATE OR REPLACE TRIGGER never_deleted BEFORE DELETE OR TRUNCATE ON public.reviews_share FOR EACH STATEMENT EXECUTE FUNCTION imprimatur_never_deleted();
CREATE OR REPLACE TRIGGER never_deleted BEFORE DELETE OR TRUNCATE ON public.reviews_sweep FOR EACH STATEMENT EXECUTE FUNCTION imprimatur_never_deleted();
CREATE OR REPLACE TRIGGER never_deleted BEFORE DELETE OR TRUNCATE ON public.reviews_sweepitem FOR EACH STATEMENT EXECUTE FUNCTION imprimatur_never_deleted();
CREATE OR REPLACE TRIGGER never_deleted BEFORE DELETE OR TRUNCATE ON public.reviews_chain FOR EACH STATEMENT EXECUTE FUNCTION imprimatur_never_deleted();

CREATE OR REPLACE TRIGGER append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON public.reviews_event FOR EACH STATEMENT EXECUTE FUNCTION imprimatur_append_only();
CREATE OR REPLACE TRIGGER append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON public.reviews_signoff FOR EACH STATEMENT EXECUTE FUNCTION imprimatur_append_only();
CREATE OR REPLACE TRIGGER append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON public.reviews_approval FOR EACH STATEMENT EXECUTE FUNCTION imprimatur_append_only();
CREATE OR REPLACE TRIGGER append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON public.reviews_voiding FOR EACH STATEMENT EXECUTE FUNCTION imprimatur_append_only();
CREATE OR REPLACE TRIGGER append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON public.reviews_withdrawal FOR EACH STATEMENT EXECUTE FUNCTION imprimatur_append_only();
CREATE OR REPLACE TRIGGER append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON public.reviews_answer FOR EACH STATEMENT EXECUTE FUNCTION imprimatur_append_only();
CREATE OR REPLACE TRIGGER append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON public.reviews_removal FOR EACH STATEMENT EXECUTE FUNCTION imprimatur_append_only();
CREATE OR REPLACE TRIGGER append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON public.reviews_disclosure FOR EACH STATEMENT EXECUTE FUNCTION imprimatur_append_only();
CREATE OR REPLACE TRIGGER append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON public.reviews_clearance FOR EACH STATEMENT EXECUTE FUNCTION imprimatur_append_only();
CREATE OR REPLACE TRIGGER append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON public.reviews_notice FOR EACH STATEMENT EXECUTE FUNCTION imprimatur_append_only();
CREATE OR REPLACE TRIGGER append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON public.reviews_adoption FOR EACH STATEMENT EXECUTE FUNCTION imprimatur_append_only();
CREATE OR REPLACE TRIGGER append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON public.reviews_escalation FOR EACH STATEMENT EXECUTE FUNCTION imprimatur_append_only();
CREATE OR REPLACE TRIGGER append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON public.reviews_sharevisit FOR EACH STATEMENT EXECUTE FUNCTION imprimatur_append_only();
CREATE OR REPLACE TRIGGER append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON public.reviews_sourcecheck FOR EACH STATEMENT EXECUTE FUNCTION imprimatur_append_only();
CREATE OR REPLACE TRIGGER append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON public.reviews_historicalshare FOR EACH STATEMENT EXECUTE FUNCTION imprimatur_append_only();
CREATE OR REPLACE TRIGGER append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON public.reviews_historicalsweep FOR EACH STATEMENT EXECUTE FUNCTION imprimatur_append_only();
CREATE OR REPLACE TRIGGER append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON public.reviews_historicalsweepitem FOR EACH STATEMENT EXECUTE FUNCTION imprimatur_append_only();
CREATE OR REPLACE TRIGGER append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON public.reviews_historicalassignment FOR EACH STATEMENT EXECUTE FUNCTION imprimatur_append_only();
CREATE OR REPLACE TRIGGER append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON public.reviews_historicalboardmember FOR EACH STATEMENT EXECUTE FUNCTION imprimatur_append_only();
CREATE OR REPLACE TRIGGER append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON public.reviews_historicalcomment FOR EACH STATEMENT EXECUTE FUNCTION imprimatur_append_only();
CREATE OR REPLACE TRIGGER append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON public.reviews_historicalhold FOR EACH STATEMENT EXECUTE FUNCTION imprimatur_append_only();
CREATE OR REPLACE TRIGGER append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON public.reviews_historicalpolicy FOR EACH STATEMENT EXECUTE FUNCTION imprimatur_append_only();

-- Of what was before the board before the column was there.

UPDATE articles_version v SET objected = NOT v.objected
WHERE v.status IN ('submitted', 'under_review') AND v.objected <> reviews_objected(v);

-- What no trigger needs to refuse, because the right is not there.

DO $$
DECLARE
    held record;
BEGIN
    FOR held IN
        SELECT c.relname AS relation, acl.privilege_type AS privilege,
            CASE acl.grantee WHEN 0 THEN 'PUBLIC' ELSE acl.grantee::regrole::text END AS holder
        FROM pg_class c CROSS JOIN LATERAL aclexplode(c.relacl) AS acl
        WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r' AND acl.grantee <> c.relowner
        AND (acl.privilege_type = 'TRUNCATE'
            OR (acl.privilege_type IN ('UPDATE', 'DELETE') AND EXISTS (
                SELECT FROM pg_trigger t WHERE t.tgrelid = c.oid AND t.tgname = 'append_only'))
            OR (acl.privilege_type = 'DELETE' AND EXISTS (
                SELECT FROM pg_trigger t WHERE t.tgrelid = c.oid AND t.tgname = 'never_deleted'
                AND (t.tgtype & 8) <> 0))
            OR (acl.privilege_type = 'INSERT' AND c.relname IN ('articles_contributor', 'reviews_voiding'))
            -- which migrations were applied is the owner's to say
            OR (acl.privilege_type <> 'SELECT' AND c.relname = 'django_migrations'))
    LOOP
        EXECUTE format('REVOKE %s ON public.%I FROM %s', held.privilege, held.relation, held.holder);
    END LOOP;
END
$$;
