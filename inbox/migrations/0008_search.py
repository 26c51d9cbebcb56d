"""Search documents, written by the database itself.

Triggers and not the code that writes: whatever changes a text, from an edit on the network to an
erasure or a purge by hand, its words are in the index, or out of it, in the very same transaction.
What a word is stands in `inbox/search/words.py` too, and a test holds both together.
"""

from __future__ import annotations

import django.contrib.postgres.search
import django.db.models.deletion
from django.db import migrations, models


MAKE = r"""
CREATE FUNCTION inbox_search_fold(said text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE WHEN octet_length(said) = length(said)
        THEN lower(replace(said, '''', ''))
        ELSE normalize(translate(replace(replace(replace(lower(regexp_replace(
            normalize(said, NFKD),
            '[\u0300-\u036f\u200b-\u200f\u2060\ufe00-\ufe0f''\u2018\u2019\u02bc'
            '\U0001f3fb-\U0001f3ff]', '', 'g'
        )), 'ß', 'ss'), 'æ', 'ae'), 'œ', 'oe'), 'øđłıς', 'odliσ'), NFC) END
$$;

CREATE FUNCTION inbox_search_vector(said text, weight text) RETURNS tsvector
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT coalesce(string_agg(
        '''' || left(m.word[1], 60) || ''':' || least(m.place, 16383) || weight, ' '
    ), '')::tsvector
    FROM regexp_matches(
        inbox_search_fold(said),
        '[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u231a-\u23ff\u2600-\u27bf\u2b00-\u2bff'
        '\u3005-\u3007\u3040-\u3096\u309d-\u30fa\u30fc-\u312f\u31f0-\u31ff\u3400-\u4dbf'
        '\u4e00-\u9fff\ue000\U0001f000-\U0001faff\U00020000-\U0003ffff]'
        '|[0-9a-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u0dff\u0f00-\u0fff\u10a0-\u177f'
        '\u1800-\u1fff\u2c00-\u2dff\ua640-\ud7ff\ufe70-\ufefc]+',
        'g'
    )
        WITH ORDINALITY AS m(word, place)
$$;

-- The weights say where: A who wrote, B what they wrote, C our answers, D notes. `public_words` is
-- set where an outside agency must not find all of it. U+E000 takes a place between two texts, so
-- that no phrase reaches from one into the next. A document must stay below PostgreSQL's megabyte,
-- whatever is written: the newest texts count. A change of an answer stands in that answer.
CREATE FUNCTION inbox_search_documents(ids bigint[])
RETURNS TABLE (conversation_id bigint, words tsvector, public_words tsvector)
LANGUAGE sql STABLE AS $$
    SELECT c.id,
        ts_delete(
            who.said || inbox_search_vector(post.said, 'B') || inbox_search_vector(reply.said, 'C')
                || inbox_search_vector(note.said, 'D'),
            E'\ue000'
        ),
        CASE WHEN post.has_private OR reply.has_private OR note.said IS NOT NULL THEN ts_delete(
            who.said || inbox_search_vector(post.open, 'B') || inbox_search_vector(reply.open, 'C'),
            E'\ue000'
        ) END
    FROM inbox_conversation c
    LEFT JOIN listening_author a ON a.id = c.author_id AND c.gone_at IS NULL
    CROSS JOIN LATERAL (
        SELECT inbox_search_vector(
            concat_ws(' ', a.display_name, E'\ue000', a.handle), 'A') AS said
    ) who
    CROSS JOIN LATERAL (
        SELECT left(string_agg(E'\ue000' || s.text, ' '), 40000) AS said,
            left(string_agg(E'\ue000' || s.text, ' ') FILTER (WHERE s.audience = 'PUBLIC'),
                40000) AS open,
            coalesce(bool_or(s.audience <> 'PUBLIC'), false) AS has_private
        FROM (
            SELECT m.text, m.audience FROM inbox_conversationitem i
            JOIN listening_mention m ON m.id = i.mention_id
            WHERE i.conversation_id = c.id AND m.text <> ''
            ORDER BY i.seq DESC, i.id DESC LIMIT 500
        ) s
    ) post
    CROSS JOIN LATERAL (
        SELECT left(string_agg(E'\ue000' || s.body, ' '), 20000) AS said,
            left(string_agg(E'\ue000' || s.body, ' ') FILTER (WHERE s.audience = 'PUBLIC'),
                20000) AS open,
            coalesce(bool_or(s.audience <> 'PUBLIC'), false) AS has_private
        FROM (
            SELECT r.body, r.audience FROM inbox_reply r
            WHERE r.conversation_id = c.id AND r.body <> '' AND r.purpose <> 'EDIT'
                AND r.status IN ('AWAITING_APPROVAL','QUEUED','SENDING','SENT','FAILED','UNCERTAIN')
            ORDER BY r.id DESC LIMIT 500
        ) s
    ) reply
    CROSS JOIN LATERAL (
        SELECT left(string_agg(E'\ue000' || s.body, ' '), 20000) AS said
        FROM (
            SELECT n.body FROM inbox_note n WHERE n.conversation_id = c.id
            ORDER BY n.id DESC LIMIT 500
        ) s
    ) note
    WHERE c.id = ANY (ids)
$$;

-- Of those that there are: what is being deleted must not come back.
CREATE FUNCTION inbox_search_rewrite(ids bigint[]) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    -- Two who change one conversation wait here for each other, and then the second reads what
    -- the first has written.
    PERFORM 1 FROM inbox_searchdocument d WHERE d.conversation_id = ANY (ids)
    ORDER BY d.conversation_id FOR UPDATE;
    UPDATE inbox_searchdocument d SET words = n.words, public_words = n.public_words
    FROM inbox_search_documents(ids) n
    WHERE d.conversation_id = n.conversation_id
        AND (d.words, d.public_words) IS DISTINCT FROM (n.words, n.public_words);
END
$$;

CREATE FUNCTION inbox_search_write(ids bigint[]) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    made bigint[];
BEGIN
    WITH new AS (
        INSERT INTO inbox_searchdocument (conversation_id, words, public_words)
        SELECT n.conversation_id, n.words, n.public_words
        FROM inbox_search_documents(ARRAY(
            SELECT unnest(ids) EXCEPT SELECT d.conversation_id FROM inbox_searchdocument d
            WHERE d.conversation_id = ANY (ids)
        )) n ORDER BY n.conversation_id
        ON CONFLICT (conversation_id) DO NOTHING RETURNING conversation_id
    ) SELECT array_agg(new.conversation_id) INTO made FROM new;
    PERFORM inbox_search_rewrite(ARRAY(SELECT unnest(ids) EXCEPT SELECT unnest(made)));
END
$$;

CREATE FUNCTION inbox_search_items_added() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM inbox_search_write(ARRAY(SELECT DISTINCT conversation_id FROM added));
    RETURN NULL;
END
$$;

CREATE FUNCTION inbox_search_items_gone() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM inbox_search_rewrite(ARRAY(SELECT DISTINCT conversation_id FROM removed));
    RETURN NULL;
END
$$;

CREATE FUNCTION inbox_search_row_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM inbox_search_write(ARRAY[OLD.conversation_id, NEW.conversation_id]);
    RETURN NULL;
END
$$;

CREATE FUNCTION inbox_search_row_added() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM inbox_search_write(ARRAY[NEW.conversation_id]);
    RETURN NULL;
END
$$;

CREATE FUNCTION inbox_search_row_gone() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM inbox_search_rewrite(ARRAY[OLD.conversation_id]);
    RETURN NULL;
END
$$;

CREATE FUNCTION inbox_search_mention() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM inbox_search_write(ARRAY(SELECT conversation_id FROM inbox_conversationitem WHERE mention_id = NEW.id));
    RETURN NULL;
END
$$;

CREATE FUNCTION inbox_search_author() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM inbox_search_write(ARRAY(SELECT id FROM inbox_conversation WHERE author_id = NEW.id));
    RETURN NULL;
END
$$;

CREATE FUNCTION inbox_search_conversation() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM inbox_search_write(ARRAY[NEW.id]);
    RETURN NULL;
END
$$;

CREATE TRIGGER search_items_added AFTER INSERT ON inbox_conversationitem
    REFERENCING NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION inbox_search_items_added();
CREATE TRIGGER search_items_gone AFTER DELETE ON inbox_conversationitem
    REFERENCING OLD TABLE AS removed
    FOR EACH STATEMENT EXECUTE FUNCTION inbox_search_items_gone();
CREATE TRIGGER search_items_moved AFTER UPDATE OF conversation_id ON inbox_conversationitem
    FOR EACH ROW WHEN (OLD.conversation_id <> NEW.conversation_id)
    EXECUTE FUNCTION inbox_search_row_changed();
CREATE TRIGGER search_mention AFTER UPDATE OF text, audience ON listening_mention
    FOR EACH ROW WHEN (OLD.text <> NEW.text OR OLD.audience <> NEW.audience)
    EXECUTE FUNCTION inbox_search_mention();
CREATE TRIGGER search_author AFTER UPDATE OF display_name, handle ON listening_author
    FOR EACH ROW WHEN (OLD.display_name <> NEW.display_name OR OLD.handle <> NEW.handle)
    EXECUTE FUNCTION inbox_search_author();
CREATE TRIGGER search_conversation AFTER UPDATE OF author_id, gone_at ON inbox_conversation
    FOR EACH ROW WHEN (OLD.author_id IS DISTINCT FROM NEW.author_id
        OR OLD.gone_at IS DISTINCT FROM NEW.gone_at)
    EXECUTE FUNCTION inbox_search_conversation();
CREATE TRIGGER search_reply_added AFTER INSERT ON inbox_reply
    FOR EACH ROW EXECUTE FUNCTION inbox_search_row_added();
CREATE TRIGGER search_reply_changed AFTER UPDATE ON inbox_reply
    FOR EACH ROW WHEN (OLD.body <> NEW.body OR OLD.conversation_id <> NEW.conversation_id
        OR (OLD.status IN ('AWAITING_APPROVAL','QUEUED','SENDING','SENT','FAILED','UNCERTAIN')) <> (NEW.status IN ('AWAITING_APPROVAL','QUEUED','SENDING','SENT','FAILED','UNCERTAIN')))
    EXECUTE FUNCTION inbox_search_row_changed();
CREATE TRIGGER search_reply_gone AFTER DELETE ON inbox_reply
    FOR EACH ROW EXECUTE FUNCTION inbox_search_row_gone();
CREATE TRIGGER search_note_added AFTER INSERT ON inbox_note
    FOR EACH ROW EXECUTE FUNCTION inbox_search_row_added();
CREATE TRIGGER search_note_changed AFTER UPDATE ON inbox_note
    FOR EACH ROW WHEN (OLD.body <> NEW.body OR OLD.conversation_id <> NEW.conversation_id)
    EXECUTE FUNCTION inbox_search_row_changed();
CREATE TRIGGER search_note_gone AFTER DELETE ON inbox_note
    FOR EACH ROW EXECUTE FUNCTION inbox_search_row_gone();
"""

UNMAKE = """
DROP TRIGGER search_items_added ON inbox_conversationitem;
DROP TRIGGER search_items_gone ON inbox_conversationitem;
DROP TRIGGER search_items_moved ON inbox_conversationitem;
DROP TRIGGER search_mention ON listening_mention;
DROP TRIGGER search_author ON listening_author;
DROP TRIGGER search_conversation ON inbox_conversation;
DROP TRIGGER search_reply_added ON inbox_reply;
DROP TRIGGER search_reply_changed ON inbox_reply;
DROP TRIGGER search_reply_gone ON inbox_reply;
DROP TRIGGER search_note_added ON inbox_note;
DROP TRIGGER search_note_changed ON inbox_note;
DROP TRIGGER search_note_gone ON inbox_note;
DROP FUNCTION inbox_search_items_added();
DROP FUNCTION inbox_search_items_gone();
DROP FUNCTION inbox_search_row_changed();
DROP FUNCTION inbox_search_row_added();
DROP FUNCTION inbox_search_row_gone();
DROP FUNCTION inbox_search_mention();
DROP FUNCTION inbox_search_author();
DROP FUNCTION inbox_search_conversation();
DROP FUNCTION inbox_search_write(bigint[]);
DROP FUNCTION inbox_search_rewrite(bigint[]);
DROP FUNCTION inbox_search_documents(bigint[]);
DROP FUNCTION inbox_search_vector(text, text);
DROP FUNCTION inbox_search_fold(text);
"""


class Migration(migrations.Migration):
    """The table and what keeps it up to date; `0009_search_filled` writes what there is already."""

    dependencies = [
        ("inbox", "0007_erasures_again"),
        ("listening", "0004_forgetting"),
    ]

    operations = [
        migrations.CreateModel(
            name="SearchDocument",
            fields=[
                (
                    "conversation",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="search",
                        serialize=False,
                        to="inbox.conversation",
                    ),
                ),
                ("words", django.contrib.postgres.search.SearchVectorField()),
                ("public_words", django.contrib.postgres.search.SearchVectorField(null=True)),
            ],
        ),
        migrations.RunSQL(MAKE, UNMAKE),
    ]
