/* server_verify.c - see server_verify.h.
 *
 * sheaf's statements name tables without their schema, and functions and operators too: those of PostgreSQL come first,
 * but one of the same name whose arguments fit better would be taken from the library's schema, and run with the rights
 * of whoever reads. So these are looked for first, also where a library is yet to be made, by a statement in which
 * every operator fits exactly; what follows is safe then. What an administrator owns of an extension is safe, too;
 * others can add what they like to theirs. */
#include "server_verify.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "server_tables.h"

static const char shadows[] =
    "SELECT 'function'::pg_catalog.text,p.proname::pg_catalog.text FROM pg_catalog.pg_namespace n JOIN"
    " pg_catalog.pg_depend d ON d.refclassid='2615'::pg_catalog.oid AND d.refobjid=n.oid AND"
    " d.classid='1255'::pg_catalog.oid JOIN pg_catalog.pg_proc p ON p.oid=d.objid WHERE n.nspname=$1::pg_catalog.name"
    " AND EXISTS(SELECT FROM pg_catalog.pg_proc b WHERE b.proname=p.proname AND b.pronamespace='11'::pg_catalog.oid)"
    " AND NOT EXISTS(SELECT FROM pg_catalog.pg_depend e JOIN pg_catalog.pg_roles r ON r.oid=p.proowner WHERE"
    " e.classid='1255'::pg_catalog.oid AND e.objid=p.oid AND e.deptype='e'::pg_catalog.\"char\" AND r.rolsuper)"
    "UNION ALL SELECT 'operator'::pg_catalog.text,o.oprname::pg_catalog.text FROM pg_catalog.pg_namespace n JOIN"
    " pg_catalog.pg_depend d ON d.refclassid='2615'::pg_catalog.oid AND d.refobjid=n.oid AND"
    " d.classid='2617'::pg_catalog.oid JOIN pg_catalog.pg_operator o ON o.oid=d.objid WHERE"
    " n.nspname=$1::pg_catalog.name AND NOT EXISTS(SELECT FROM pg_catalog.pg_depend e JOIN pg_catalog.pg_roles r ON"
    " r.oid=o.oprowner WHERE e.classid='2617'::pg_catalog.oid AND e.objid=o.oid AND"
    " e.deptype='e'::pg_catalog.\"char\" AND r.rolsuper)";

#define IN_SCHEMA                                                                                           \
  "WITH n AS MATERIALIZED(SELECT oid,quote_ident(nspname)||'.' AS q FROM pg_namespace WHERE nspname=$1),"   \
  "c AS MATERIALIZED(SELECT c.oid,c.relname::text AS name,c.relkind,c.relpersistence,c.relrowsecurity FROM" \
  " pg_class c JOIN n ON c.relnamespace=n.oid WHERE c.relkind IN('r','p','f','v'))"

/* Both give kind, name, the table it belongs to, definition, whether one that is not sheaf's does no harm. */
static const char what_acts[] = IN_SCHEMA
    "SELECT 'view',name,'',CASE WHEN name IN('record','record_body') THEN regexp_replace(rtrim(pg_get_viewdef(oid),"
    "';'),'\\m(record_all|record_body_all|counter|batch)\\.','','g') ELSE '' END,true FROM c WHERE relkind='v'"
    " UNION ALL SELECT 'partition',h.oid::regclass::text,c.name,coalesce(pg_get_expr(h.relpartbound,h.oid),'INHERITS'),"
    "false FROM pg_inherits i JOIN c ON c.oid=i.inhparent JOIN pg_class h ON h.oid=i.inhrelid"
    " UNION ALL SELECT 'index',x.relname,c.name,CASE WHEN i.indisvalid AND i.indisready THEN '' ELSE 'INVALID ' END"
    "||CASE WHEN i.indisunique THEN 'UNIQUE ' ELSE '' END||regexp_replace(substring(pg_get_indexdef(x.oid) FROM"
    " 'USING .*'),' WITH \\([^)]*\\)',''),(NOT i.indisunique OR EXISTS(SELECT FROM pg_index o WHERE o.indrelid=c.oid"
    " AND o.indisprimary AND ROW(o.indkey::text,o.indclass::text,o.indcollation::text)="
    "ROW(i.indkey::text,i.indclass::text,i.indcollation::text))) AND i.indexprs IS NULL AND i.indpred IS NULL"
    " FROM pg_index i JOIN c ON c.oid=i.indrelid JOIN pg_class x ON x.oid=i.indexrelid WHERE NOT EXISTS(SELECT FROM"
    " pg_constraint k WHERE k.conrelid=c.oid AND k.conindid=x.oid AND k.contype IN('p','u','x'))"
    " UNION ALL SELECT 'trigger',t.tgname,c.name,CASE WHEN t.tgenabled IN('O','A') THEN '' ELSE 'DISABLED ' END"
    "||replace(substring(pg_get_triggerdef(t.oid) FROM length('CREATE TRIGGER '||quote_ident(t.tgname))+1),' ON '||n.q,"
    "' ON '),false FROM pg_trigger t JOIN c ON c.oid=t.tgrelid CROSS JOIN n WHERE NOT t.tgisinternal"
    " UNION ALL SELECT 'rule',r.rulename,c.name,'',false FROM pg_rewrite r JOIN c ON c.oid=r.ev_class"
    " WHERE r.rulename<>'_RETURN'"
    " UNION ALL SELECT 'row security',name,name,'',false FROM c WHERE relrowsecurity"
    " UNION ALL SELECT 'function',p.proname||'('||pg_get_function_identity_arguments(p.oid)||')','','RETURNS '"
    "||format_type(p.prorettype,NULL)||' LANGUAGE '||l.lanname||CASE WHEN p.prosecdef THEN ' SECURITY DEFINER' ELSE ''"
    " END||CASE WHEN p.proconfig=ARRAY['search_path='||current_setting('search_path')] THEN ' SET search_path FROM"
    " CURRENT' ELSE coalesce(' SET '||p.proconfig::text,'') END||' AS '||quote_literal(p.prosrc),true FROM n JOIN"
    " pg_depend d ON d.refclassid='pg_namespace'::regclass AND d.refobjid=n.oid AND d.classid='pg_proc'::regclass JOIN"
    " pg_proc p ON p.oid=d.objid JOIN pg_language l ON l.oid=p.prolang WHERE p.proname='keep_rows' OR"
    " p.proname~'^tidy_s[0-9]+$'"
    " ORDER BY 1,2,3";

static const char what_holds[] = IN_SCHEMA
    "SELECT CASE relkind WHEN 'f' THEN 'foreign table' ELSE 'table' END,name,'',"
    "CASE relpersistence WHEN 'p' THEN '' ELSE 'UNLOGGED ' END||coalesce((SELECT string_agg(a.attname||' '"
    "||format_type(a.atttypid,a.atttypmod)||coalesce((SELECT ' COLLATE '||a.attcollation::regcollation FROM pg_type t"
    " WHERE t.oid=a.atttypid AND t.typcollation<>a.attcollation),'')"
    "||CASE a.attidentity WHEN '' THEN '' WHEN 'd' THEN ' GENERATED BY DEFAULT AS IDENTITY' ELSE ' GENERATED' END"
    "||CASE a.attgenerated WHEN '' THEN coalesce(' DEFAULT '||pg_get_expr(d.adbin,d.adrelid),'') ELSE ' GENERATED' END"
    "||CASE WHEN a.attnotnull THEN ' NOT NULL' ELSE '' END||coalesce(' '||a.attfdwoptions::text,''),','"
    " ORDER BY a.attnum) FROM pg_attribute a LEFT JOIN pg_attrdef d ON d.adrelid=a.attrelid AND d.adnum=a.attnum"
    " WHERE a.attrelid=c.oid AND a.attnum>0 AND NOT a.attisdropped),'')"
    "||coalesce((SELECT string_agg(','||pg_get_constraintdef(k.oid),'' ORDER BY k.contype,k.oid) FROM pg_constraint k"
    " WHERE k.conrelid=c.oid AND k.contype<>'n'),'')"
    "||coalesce((SELECT ' AT '||string_agg(o.option_value,'.' ORDER BY o.option_name) FROM pg_foreign_table f,"
    "pg_options_to_table(f.ftoptions) o WHERE f.ftrelid=c.oid AND o.option_name IN('schema_name','table_name')),''),"
    "true FROM c WHERE relkind<>'v' ORDER BY 1,2,3";

/* ---- what there should be ---- */

typedef struct wanted {
  const sheaf_server_object *object; /* of server_tables.h */
  size_t shard;                      /* whose it is */
  size_t name, table, definition;    /* where these lie in the texts, as they are once {k} is replaced */
  int found;                         /* it is there */
} wanted;

typedef struct verification {
  const sheaf_server *server;         /* borrowed */
  const sheaf_connection *connection; /* borrowed */
  sheaf_buf wanted;                   /* one after the other */
  sheaf_buf texts;                    /* of them, each with a NUL */
  sheaf_buf bare;                     /* scratch */
} verification;

static size_t add_text(verification *self, const char *text, size_t shard) {
  const size_t at = self->texts.length;
  sheaf_server_expand(text ? text : "", shard, &self->texts);
  sheaf_buf_add_byte(&self->texts, 0);
  return at;
}

static size_t add_bare(verification *self, const sheaf_server_object *object, size_t shard) {
  sheaf_buf_reset(&self->bare);
  sheaf_server_expand(object->definition, shard, &self->bare);
  if (object->kind == SHEAF_SERVER_FOREIGN) {
    sheaf_buf_add_format(&self->bare, " AT %s.", self->server->schema);
    sheaf_server_expand(object->name, shard, &self->bare);
  }
  const size_t at = self->texts.length;
  sheaf_server_tables_bare(self->bare.data, self->bare.length, &self->texts);
  sheaf_buf_add_byte(&self->texts, 0);
  return at;
}

static void add_set(verification *self, sheaf_server_set set, size_t shard) {
  size_t count;
  const sheaf_server_object *objects = sheaf_server_tables(set, &count);
  for (size_t i = 0; i < count; i++) {
    if (objects[i].kind == SHEAF_SERVER_ROW) continue;
    wanted one = {.object = &objects[i], .shard = shard};
    one.name = add_text(self, objects[i].name, shard);
    one.table = add_text(self, objects[i].table, shard);
    one.definition = add_bare(self, &objects[i], shard);
    sheaf_buf_add(&self->wanted, &one, sizeof one);
  }
}

static void add_all(verification *self, size_t shard) {
  if (shard) {
    add_set(self, SHEAF_SERVER_SET_PART, shard);
    add_set(self, SHEAF_SERVER_SET_SHARD, shard);
    return;
  }
  add_set(self, SHEAF_SERVER_SET_COORDINATOR, 0);
  for (size_t k = 1; k <= self->server->count; k++) {
    const int is_local = !self->server->shards[k - 1].url;
    if (is_local) add_set(self, SHEAF_SERVER_SET_SHARD, k);
    add_set(self, is_local ? SHEAF_SERVER_SET_LOCAL : SHEAF_SERVER_SET_AWAY, k);
  }
}

/* ---- what there is ---- */

static const char *name_of(sheaf_server_kind kind) {
  switch (kind) {
    case SHEAF_SERVER_TABLE: return "table";
    case SHEAF_SERVER_FOREIGN: return "foreign table";
    case SHEAF_SERVER_ATTACHED: return "partition";
    case SHEAF_SERVER_INDEX: return "index";
    case SHEAF_SERVER_FUNCTION: return "function";
    case SHEAF_SERVER_TRIGGER: return "trigger";
    default: return "view";
  }
}

static size_t count_of(const verification *self) { return self->wanted.length / sizeof(wanted); }

static wanted *wanted_at(const verification *self, size_t i) { return (wanted *)(void *)self->wanted.data + i; }

static const char *text_at(const verification *self, size_t at) { return self->texts.data + at; }

static wanted *find(const verification *self, const char *kind, const char *name, const char *table) {
  for (size_t i = 0; i < count_of(self); i++) {
    wanted *one = wanted_at(self, i);
    if (!strcmp(text_at(self, one->name), name) && !strcmp(text_at(self, one->table), table) &&
        !strcmp(name_of(one->object->kind), kind))
      return one;
  }
  return NULL;
}

static int is_table(const wanted *one) {
  return one->object->kind == SHEAF_SERVER_TABLE || one->object->kind == SHEAF_SERVER_FOREIGN;
}

static int is_ours(const verification *self, const char *table) {
  for (size_t i = 0; i < count_of(self); i++) {
    const wanted *one = wanted_at(self, i);
    if ((is_table(one) || one->object->kind == SHEAF_SERVER_VIEW) && !strcmp(text_at(self, one->name), table)) return 1;
  }
  return 0;
}

/* Whether an index is made as one of sheaf's on the same table: REINDEX CONCURRENTLY has both for a while. */
static int is_copy(const verification *self, const char *table, const char *bare) {
  static const char invalid[] = "INVALID";
  if (strncmp(bare, invalid, sizeof invalid - 1) == 0) bare += sizeof invalid - 1;
  for (size_t i = 0; i < count_of(self); i++) {
    const wanted *one = wanted_at(self, i);
    if (one->object->kind == SHEAF_SERVER_INDEX && !strcmp(text_at(self, one->table), table) &&
        !strcmp(text_at(self, one->definition), bare))
      return 1;
  }
  return 0;
}

/* ---- what is said ---- */

static int is_foreign(const verification *self, const char *kind, const char *name, const char *table,
                      sheaf_error *err) {
  const char *who = sheaf_connection_name(self->connection);
  if (!strcmp(kind, "row security"))
    return sheaf_error_set(err, SHEAF_ECORRUPT,
                           "%s: row security is switched on for the library's '%.80s', so that rows would be left out "
                           "unnoticed; switch it off (ALTER TABLE ... DISABLE ROW LEVEL SECURITY)",
                           who, name);
  return sheaf_error_set(
      err, SHEAF_ECORRUPT,
      "%s: the %s '%.80s' of the library's table '%.80s' is not sheaf's, and may change what is read "
      "or written; have it dropped",
      who, kind, name, table);
}

static int is_changed(const verification *self, const wanted *one, sheaf_error *err) {
  return sheaf_error_set(
      err, SHEAF_ECORRUPT,
      "%s: the library's %s '%.80s' is not as sheaf made it: somebody has changed it; have it changed "
      "back, or restore the library",
      sheaf_connection_name(self->connection), name_of(one->object->kind), text_at(self, one->name));
}

static int is_view(const verification *self, const char *name, sheaf_error *err) {
  return sheaf_error_set(err, SHEAF_ECORRUPT,
                         "%s: the library's table '%.80s' is a view now: somebody has changed it; restore the library",
                         sheaf_connection_name(self->connection), name);
}

/* An index can be made again at once: how is said. */
static int is_missing(const verification *self, const wanted *one, sheaf_error *err) {
  sheaf_buf text = {0}, sql = {0};
  if (one->object->kind == SHEAF_SERVER_INDEX) {
    sheaf_server_tables_make_one(one->object, &text);
    sheaf_server_expand(sheaf_buf_text(&text), one->shard, &sql);
  }
  const int code =
      sheaf_error_set(err, SHEAF_ECORRUPT, "%s: the library's %s '%.80s' in the schema '%.40s' is missing; %s%.200s",
                      sheaf_connection_name(self->connection), name_of(one->object->kind), text_at(self, one->name),
                      self->server->schema, sql.length ? "make it again: " : "restore the library",
                      sql.length ? sheaf_buf_text(&sql) : "");
  sheaf_buf_clear(&text);
  sheaf_buf_clear(&sql);
  return code;
}

/* ---- the comparison ---- */

static const char *column(const sheaf_server_row *row, int at) {
  size_t length;
  return sheaf_server_row_bytes(row, at, &length);
}

static int compare(verification *self, const sheaf_server_row *row, sheaf_error *err) {
  const char *kind = column(row, 0), *name = column(row, 1), *table = column(row, 2);
  wanted *one = find(self, kind, name, table);
  size_t length;
  const char *definition = sheaf_server_row_bytes(row, 3, &length);
  sheaf_buf_reset(&self->bare);
  sheaf_server_tables_bare(definition, length, &self->bare);
  const char *bare = sheaf_buf_text(&self->bare);
  if (self->bare.failed) return sheaf_error_memory(err);
  if (!one) {
    if (!strcmp(kind, "view") && is_ours(self, name)) return is_view(self, name, err);
    const int harmless = sheaf_server_row_integer(row, 4) != 0 || !is_ours(self, table) ||
                         (!strcmp(kind, "index") && is_copy(self, table, bare));
    return harmless ? SHEAF_OK : is_foreign(self, kind, name, table, err);
  }
  one->found = 1;
  return strcmp(bare, text_at(self, one->definition)) ? is_changed(self, one, err) : SHEAF_OK;
}

static int compare_all(verification *self, const sheaf_server_result *result, int tables, sheaf_error *err) {
  int code = SHEAF_OK;
  const int rows = result ? sheaf_server_result_rows(result) : 0;
  for (int i = 0; !code && i < rows; i++) code = compare(self, &(sheaf_server_row){result, i}, err);
  for (size_t i = 0; !code && i < count_of(self); i++) {
    const wanted *one = wanted_at(self, i);
    if (is_table(one) == tables && !one->found) code = is_missing(self, one, err);
  }
  return code;
}

static int look(verification *self, sheaf_connection *connection, const sheaf_server_value *schema, int tables,
                sheaf_error *err) {
  sheaf_server_result *result = NULL;
  int code = sheaf_connection_run(connection, tables ? what_holds : what_acts, schema, 1, &result, err);
  if (!code) code = compare_all(self, result, tables, err);
  sheaf_server_result_free(result);
  return code;
}

int sheaf_server_verify_names(const sheaf_server *server, sheaf_connection *connection, sheaf_error *err) {
  const sheaf_server_value schema = {
      .type = SHEAF_SERVER_TEXT, .text = server->schema, .length = strlen(server->schema)};
  sheaf_server_result *result = NULL;
  int code = sheaf_connection_run(connection, shadows, &schema, 1, &result, err);
  const sheaf_server_row row = {result, 0};
  if (!code && result && sheaf_server_result_rows(result))
    code = sheaf_error_set(
        err, SHEAF_ECORRUPT,
        "%s: the library's schema '%.40s' has the %s '%.80s', a name of PostgreSQL's own: it could run instead of "
        "that, with your rights; have it dropped or moved to another schema",
        sheaf_connection_name(connection), server->schema, column(&row, 0), column(&row, 1));
  sheaf_server_result_free(result);
  return code;
}

int sheaf_server_verify(const sheaf_server *server, size_t shard, sheaf_connection *connection,
                        sheaf_server_depth depth, sheaf_error *err) {
  const sheaf_server_value schema = {
      .type = SHEAF_SERVER_TEXT, .text = server->schema, .length = strlen(server->schema)};
  verification self = {.server = server, .connection = connection};
  add_all(&self, shard);
  int code = self.wanted.failed || self.texts.failed || self.bare.failed ? sheaf_error_memory(err) : SHEAF_OK;
  if (!code) code = sheaf_server_verify_names(server, connection, err);
  if (!code) code = look(&self, connection, &schema, 0, err);
  if (!code && depth == SHEAF_SERVER_DEEP) code = look(&self, connection, &schema, 1, err);
  sheaf_buf_clear(&self.wanted);
  sheaf_buf_clear(&self.texts);
  sheaf_buf_clear(&self.bare);
  return code;
}
