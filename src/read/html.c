/* html.c - see html.h.
 *
 * gumbo parses; we walk its tree without recursion. Three things of gumbo's are worked around here:
 * - it frees its tree recursively, so that a deep page overflows the stack: its memory comes from an arena of ours;
 * - it does not check its allocations: the arena's failure leaves it by longjmp, and the arena is cleared;
 * - its time grows with the square of the nesting: tags nested deeper than browsers allow are blanked out before. */
#include "html.h"

#include <gumbo.h>
#include <setjmp.h>
#include <string.h>
#include <strings.h>

#include "base/buf.h"

/* ---- nesting ---- */

/* Elements that are void or end by themselves, and so say nothing about nesting. */
static const char *const kFlat[] = {"area",  "base",  "br",    "col",  "colgroup", "dd",     "dt",    "embed", "hr",
                                    "img",   "input", "li",    "link", "meta",     "option", "p",     "param", "source",
                                    "tbody", "td",    "tfoot", "th",   "thead",    "tr",     "track", "wbr"};

static int is_flat(const char *name, size_t length) {
  for (size_t i = 0; i < sizeof kFlat / sizeof *kFlat; i++) {
    if (strlen(kFlat[i]) == length && strncasecmp(kFlat[i], name, length) == 0) return 1;
  }
  return 0;
}

static int is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

/* The place after `end` (searched without regard to case), or the end of the page. */
static size_t skip_past(const char *html, size_t length, size_t at, const char *end) {
  const size_t size = strlen(end);
  for (; at + size <= length; at++) {
    const char *here = memchr(html + at, end[0], length - at);
    if (!here) break;
    at = (size_t)(here - html);
    if (at + size <= length && strncasecmp(here, end, size) == 0) return at + size;
  }
  return length;
}

/* The place after a tag's ">", quoted attribute values passed over. */
static size_t tag_end(const char *html, size_t length, size_t at) {
  char quote = 0;
  for (; at < length; at++) {
    const char c = html[at];
    if (quote) {
      if (c == quote) quote = 0;
    } else if ((c == '"' || c == '\'') && html[at - 1] == '=') {
      quote = c;
    } else if (c == '>') {
      return at + 1;
    }
  }
  return length;
}

/* Calls out tags nested deeper than SHEAF_HTML_DEPTH. With copy NULL it only counts them; else it blanks them there. */
static size_t flatten(const char *html, size_t length, char *copy) {
  size_t depth = 0, deep = 0, at = 0;
  while (at < length) {
    const char *open = memchr(html + at, '<', length - at);
    if (!open) break;
    const size_t start = (size_t)(open - html);
    const int closing = start + 1 < length && html[start + 1] == '/';
    size_t name = start + 1 + (size_t)closing, end = name;
    while (end < length && (is_letter(html[end]) || (html[end] >= '0' && html[end] <= '9'))) end++;
    if (end == name || !is_letter(html[name])) {
      at = length - start >= 4 && memcmp(open, "<!--", 4) == 0 ? skip_past(html, length, start + 4, "-->") : start + 1;
      continue;
    }
    at = tag_end(html, length, end);
    if (is_flat(html + name, end - name)) continue;
    if (!closing) depth++;
    if (depth > SHEAF_HTML_DEPTH) {
      deep++;
      if (copy) memset(copy + start, ' ', at - start);
    }
    if (closing && depth > 0) depth--;
    if (closing) continue;
    if (end - name == 6 && strncasecmp(html + name, "script", 6) == 0) at = skip_past(html, length, at, "</script") - 8;
    if (end - name == 5 && strncasecmp(html + name, "style", 5) == 0) at = skip_past(html, length, at, "</style") - 7;
    if (at <= start) at = length;
  }
  return deep;
}

/* ---- parsing ---- */

typedef struct guard {
  sheaf_arena arena;     /* all of gumbo's memory */
  jmp_buf out_of_memory; /* where an allocation that failed goes */
} guard;

static void *guarded_alloc(void *context, size_t size) {
  guard *self = context;
  void *memory = sheaf_arena_alloc(&self->arena, size);
  if (!memory) longjmp(self->out_of_memory, 1);
  return memory;
}

static void guarded_free(void *context, void *memory) {
  (void)context;
  (void)memory;
}

static GumboOutput *parse(guard *self, const char *html, size_t length) {
  GumboOptions options = kGumboDefaultOptions;
  options.allocator = guarded_alloc;
  options.deallocator = guarded_free;
  options.userdata = self;
  options.max_errors = 0;
  if (setjmp(self->out_of_memory)) return NULL;
  return gumbo_parse_with_options(&options, html, length);
}

/* ---- writing text ---- */

typedef struct writer {
  sheaf_html *out;  /* what is being filled */
  sheaf_buf text;   /* the text so far; never ends in a space or line end but inside <pre> */
  sheaf_buf lists;  /* one uint32_t an open list: its next number, 0 for bullets */
  unsigned breaks;  /* line ends owed before the next text: 0, 1, 2 (a blank line) */
  int space;        /* a space is owed */
  int tab;          /* a table cell starts */
  int bullet;       /* a list item starts */
  int pre;          /* open <pre> elements */
  const char *href; /* the open link's address, or NULL */
  size_t link_from; /* where the open link's text begins */
  int failed;       /* out of memory */
} writer;

static void owe(writer *self, unsigned breaks) {
  if (self->breaks < breaks) self->breaks = breaks;
}

static void add_bullet(writer *self) {
  uint32_t number = 0;
  self->bullet = 0;
  if (self->lists.length >= sizeof number) {
    char *top = self->lists.data + self->lists.length - sizeof number;
    memcpy(&number, top, sizeof number);
    const uint32_t next = number ? number + 1 : 0;
    memcpy(top, &next, sizeof next);
  }
  if (number) {
    sheaf_buf_add_format(&self->text, "%lu. ", (unsigned long)number);
  } else {
    sheaf_buf_add_text(&self->text, "\xE2\x80\xA2 ");
  }
}

/* Pays what is owed before visible text. */
static void settle(writer *self) {
  if (self->text.length > 0) {
    if (self->tab) {
      sheaf_buf_add_byte(&self->text, '\t');
    } else if (self->breaks) {
      sheaf_buf_add(&self->text, "\n\n", self->breaks);
    } else if (self->space) {
      sheaf_buf_add_byte(&self->text, ' ');
    }
  }
  self->breaks = 0;
  self->space = self->tab = 0;
  if (self->bullet) add_bullet(self);
}

/* Bytes of white space at a place (a no-break space has two), or 0. */
static size_t space_at(const char *text) {
  if (*text == ' ' || *text == '\t' || *text == '\n' || *text == '\r' || *text == '\f') return 1;
  return text[0] == '\xC2' && text[1] == '\xA0' ? 2 : 0;
}

static void write_pre(writer *self, const char *text) {
  settle(self);
  for (size_t wide; *text; text += wide ? wide : 1) {
    wide = space_at(text) == 2 ? 2 : 0;
    sheaf_buf_add_byte(&self->text, wide ? ' ' : (unsigned char)*text);
  }
}

static void write_text(writer *self, const char *text) {
  if (self->pre) {
    write_pre(self, text);
    return;
  }
  while (*text) {
    const size_t wide = space_at(text);
    if (wide) {
      self->space = 1;
      text += wide;
      continue;
    }
    size_t run = 1;
    while (text[run] && !space_at(text + run)) run++;
    settle(self);
    sheaf_buf_add(&self->text, text, run);
    text += run;
  }
}

/* ---- elements ---- */

typedef enum layout {
  LAYOUT_INLINE, /* joined to its neighbours */
  LAYOUT_LINE,   /* on a line of its own */
  LAYOUT_BLOCK,  /* with a blank line before and after */
  LAYOUT_SKIP    /* not shown */
} layout;

#define TAG(name) GUMBO_TAG_##name
static const GumboTag kSkipped[] = {TAG(SCRIPT),   TAG(STYLE),    TAG(NOSCRIPT), TAG(TEMPLATE), TAG(HEAD),
                                    TAG(TITLE),    TAG(SVG),      TAG(IFRAME),   TAG(OBJECT),   TAG(SELECT),
                                    TAG(TEXTAREA), TAG(DATALIST), TAG(AUDIO),    TAG(VIDEO),    TAG(CANVAS)};
static const GumboTag kLines[] = {TAG(LI),    TAG(DT),    TAG(DD),      TAG(TR),      TAG(TBODY),
                                  TAG(THEAD), TAG(TFOOT), TAG(CAPTION), TAG(SUMMARY), TAG(LEGEND)};
static const GumboTag kBlocks[] = {
    TAG(ADDRESS), TAG(ARTICLE), TAG(ASIDE), TAG(BLOCKQUOTE), TAG(BODY),       TAG(CENTER), TAG(DETAILS),
    TAG(DIR),     TAG(DIV),     TAG(DL),    TAG(FIELDSET),   TAG(FIGCAPTION), TAG(FIGURE), TAG(FOOTER),
    TAG(FORM),    TAG(H1),      TAG(H2),    TAG(H3),         TAG(H4),         TAG(H5),     TAG(H6),
    TAG(HEADER),  TAG(HGROUP),  TAG(HR),    TAG(HTML),       TAG(MAIN),       TAG(MENU),   TAG(NAV),
    TAG(OL),      TAG(P),       TAG(PRE),   TAG(SECTION),    TAG(TABLE),      TAG(UL)};
#undef TAG

static int has_tag(const GumboTag *list, size_t count, GumboTag tag) {
  for (size_t i = 0; i < count; i++) {
    if (list[i] == tag) return 1;
  }
  return 0;
}

static layout layout_of(GumboTag tag) {
  if (has_tag(kSkipped, sizeof kSkipped / sizeof *kSkipped, tag)) return LAYOUT_SKIP;
  if (has_tag(kLines, sizeof kLines / sizeof *kLines, tag)) return LAYOUT_LINE;
  if (has_tag(kBlocks, sizeof kBlocks / sizeof *kBlocks, tag)) return LAYOUT_BLOCK;
  return LAYOUT_INLINE;
}

static const char *attribute(const GumboElement *element, const char *name) {
  const GumboAttribute *found = gumbo_get_attribute(&element->attributes, name);
  return found ? found->value : NULL;
}

/* Whether a style sets a property to a value, spaces and case aside. */
static int style_says(const char *style, const char *property, const char *value) {
  const size_t length = strlen(property);
  for (; *style; style++) {
    if (strncasecmp(style, property, length) != 0) continue;
    const char *at = style + length;
    while (*at == ' ') at++;
    if (*at != ':') continue;
    at++;
    while (*at == ' ') at++;
    if (strncasecmp(at, value, strlen(value)) == 0) return 1;
  }
  return 0;
}

static int is_hidden(const GumboElement *element) {
  if (attribute(element, "hidden")) return 1;
  const char *style = attribute(element, "style");
  return style && (style_says(style, "display", "none") || style_says(style, "visibility", "hidden"));
}

/* A copy on one line: white space folded, none at the ends. NULL when out of memory. */
static const char *on_one_line(writer *self, const char *text, size_t length) {
  char *copy = sheaf_arena_copy(&self->out->arena, text, length);
  if (!copy) {
    self->failed = 1;
    return NULL;
  }
  size_t to = 0;
  for (size_t at = 0, wide; copy[at]; at += wide ? wide : 1) {
    wide = space_at(copy + at);
    if (!wide) {
      copy[to++] = copy[at];
    } else if (to && copy[to - 1] != ' ') {
      copy[to++] = ' ';
    }
  }
  if (to && copy[to - 1] == ' ') to--;
  copy[to] = 0;
  return copy;
}

static void add_pair(writer *self, sheaf_html_pairs *to, const char *name, const char *value) {
  if (!value) return;
  if (to->count == to->capacity) {
    const size_t capacity = to->capacity ? to->capacity * 2 : 16;
    sheaf_html_pair *grown = sheaf_mem_resize(to->list, capacity * sizeof *grown);
    if (!grown) {
      self->failed = 1;
      return;
    }
    to->list = grown;
    to->capacity = capacity;
  }
  to->list[to->count++] = (sheaf_html_pair){name, value};
}

static const char *copied(writer *self, const char *text) {
  const char *copy = sheaf_arena_copy(&self->out->arena, text, strlen(text));
  if (!copy) self->failed = 1;
  return copy;
}

static void take_meta(writer *self, const GumboElement *element) {
  const char *name = attribute(element, "name");
  if (!name) name = attribute(element, "property");
  if (!name) name = attribute(element, "itemprop");
  const char *content = attribute(element, "content");
  if (!name || !content) return;
  name = copied(self, name);
  if (name) add_pair(self, &self->out->meta, name, copied(self, content));
}

/* The text of an element that holds nothing but text, or NULL. */
static const char *only_text(const GumboElement *element) {
  if (element->children.length == 0) return NULL;
  const GumboNode *child = element->children.data[0];
  const int is_text = child->type == GUMBO_NODE_TEXT || child->type == GUMBO_NODE_CDATA;
  return is_text ? child->v.text.text : NULL;
}

/* What is kept of elements that are not shown. */
static void take_unshown(writer *self, const GumboElement *element) {
  const char *text = only_text(element);
  if (element->tag == GUMBO_TAG_META) {
    take_meta(self, element);
  } else if (element->tag == GUMBO_TAG_TITLE && text && !self->out->title &&
             element->tag_namespace == GUMBO_NAMESPACE_HTML) {
    self->out->title = on_one_line(self, text, strlen(text));
  } else if (element->tag == GUMBO_TAG_SCRIPT && text) {
    const char *type = attribute(element, "type");
    if (type && strncasecmp(type, "application/ld+json", 19) == 0) {
      add_pair(self, &self->out->jsonld, NULL, copied(self, text));
    }
  }
}

static void open_list(writer *self, const GumboElement *element) {
  uint32_t number = element->tag == GUMBO_TAG_OL ? 1 : 0;
  const char *start = number ? attribute(element, "start") : NULL;
  for (uint32_t value = 0; start && *start >= '0' && *start <= '9' && value < 100000000; start++) {
    value = value * 10 + (uint32_t)(*start - '0');
    if (value) number = value;
  }
  sheaf_buf_add(&self->lists, &number, sizeof number);
}

static unsigned breaks_of(const writer *self, GumboTag tag) {
  const layout kind = layout_of(tag);
  const int nested = (tag == GUMBO_TAG_UL || tag == GUMBO_TAG_OL) && self->lists.length > 0;
  return kind == LAYOUT_INLINE ? 0 : kind == LAYOUT_LINE || nested ? 1 : 2;
}

static int has_cell_before(const GumboNode *node) {
  return node->index_within_parent > 0 && node->parent->type == GUMBO_NODE_ELEMENT &&
         node->parent->v.element.tag == GUMBO_TAG_TR;
}

static void open_element(writer *self, const GumboNode *node) {
  const GumboElement *element = &node->v.element;
  owe(self, breaks_of(self, element->tag));
  switch (element->tag) {
    case GUMBO_TAG_BR:
      if (self->breaks < 2) self->breaks++;
      break;
    case GUMBO_TAG_UL:
    case GUMBO_TAG_OL: open_list(self, element); break;
    case GUMBO_TAG_LI: self->bullet = 1; break;
    case GUMBO_TAG_TR: self->tab = 0; break;
    case GUMBO_TAG_TD:
    case GUMBO_TAG_TH:
      if (has_cell_before(node)) self->tab = 1;
      break;
    case GUMBO_TAG_PRE: self->pre++; break;
    case GUMBO_TAG_A:
      self->href = attribute(element, "href");
      self->link_from = self->text.length;
      break;
    default: break;
  }
}

static void close_link(writer *self) {
  const char *href = copied(self, self->href);
  const size_t length = self->text.length - self->link_from;
  const char *text = on_one_line(self, length ? self->text.data + self->link_from : "", length);
  if (href) add_pair(self, &self->out->links, href, text);
  self->href = NULL;
}

static void trim_end(writer *self) {
  while (self->text.length > 0 && space_at(&self->text.data[self->text.length - 1])) self->text.length--;
}

static void close_element(writer *self, const GumboNode *node) {
  const GumboElement *element = &node->v.element;
  switch (element->tag) {
    case GUMBO_TAG_UL:
    case GUMBO_TAG_OL: self->lists.length -= sizeof(uint32_t); break;
    case GUMBO_TAG_LI: self->bullet = 0; break;
    case GUMBO_TAG_TR: self->tab = 0; break;
    case GUMBO_TAG_PRE:
      self->pre--;
      trim_end(self);
      break;
    case GUMBO_TAG_A:
      if (self->href) close_link(self);
      break;
    default: break;
  }
  owe(self, breaks_of(self, element->tag));
}

/* ---- the walk ---- */

/* Visits a node on the way down. Returns whether its children are to be visited. */
static int enter(writer *self, const GumboNode *node, int shown) {
  switch (node->type) {
    case GUMBO_NODE_TEXT:
    case GUMBO_NODE_CDATA:
    case GUMBO_NODE_WHITESPACE:
      if (shown) write_text(self, node->v.text.text);
      return 0;
    case GUMBO_NODE_ELEMENT: {
      const GumboElement *element = &node->v.element;
      take_unshown(self, element);
      if (element->tag == GUMBO_TAG_HEAD) return 1;
      if (!shown || layout_of(element->tag) == LAYOUT_SKIP || is_hidden(element)) return 0;
      open_element(self, node);
      return !self->lists.failed;
    }
    default: return 0;
  }
}

static void walk(writer *self, const GumboNode *root) {
  const GumboNode *node = root;
  int in_head = 0;
  while (node && !self->failed && !self->text.failed && !self->lists.failed) {
    const int down = enter(self, node, !in_head);
    if (down && node->v.element.tag == GUMBO_TAG_HEAD) in_head = 1;
    if (down && node->v.element.children.length > 0) {
      node = node->v.element.children.data[0];
      continue;
    }
    int left = down;
    while (node) {
      if (left && node->v.element.tag == GUMBO_TAG_HEAD) {
        in_head = 0;
      } else if (left) {
        close_element(self, node);
      }
      if (node == root) return;
      const GumboVector *siblings = &node->parent->v.element.children;
      if (node->index_within_parent + 1 < siblings->length) {
        node = siblings->data[node->index_within_parent + 1];
        break;
      }
      node = node->parent;
      left = 1;
    }
  }
}

static int render(const GumboOutput *page, sheaf_html *out, sheaf_error *err) {
  writer self = {.out = out};
  walk(&self, page->root);
  int code = SHEAF_OK;
  if (self.failed || self.text.failed || self.lists.failed) {
    code = sheaf_error_memory(err);
  } else {
    trim_end(&self);
    out->text = sheaf_buf_take(&self.text, &out->text_length);
    if (!out->text) code = sheaf_error_memory(err);
  }
  sheaf_buf_clear(&self.text);
  sheaf_buf_clear(&self.lists);
  return code;
}

int sheaf_html_read(const char *html, size_t length, sheaf_html *out, sheaf_error *err) {
  *out = (sheaf_html){0};
  if (length > SHEAF_HTML_MAXIMUM) {
    return sheaf_error_set(err, SHEAF_ERANGE,
                           "this page has %zu bytes; at most %d are read: save the record's part of it", length,
                           (int)SHEAF_HTML_MAXIMUM);
  }
  guard self = {0};
  char *copy = NULL;
  int code = SHEAF_OK;
  if (flatten(html, length, NULL) > 0) {
    copy = sheaf_mem_copy(html, length);
    if (!copy) return sheaf_error_memory(err);
    flatten(html, length, copy);
  }
  const GumboOutput *page = parse(&self, copy ? copy : html, length);
  code = page ? render(page, out, err) : sheaf_error_memory(err);
  sheaf_arena_clear(&self.arena);
  sheaf_mem_free(copy);
  if (code) sheaf_html_clear(out);
  return code;
}

void sheaf_html_clear(sheaf_html *self) {
  sheaf_mem_free(self->text);
  sheaf_mem_free(self->meta.list);
  sheaf_mem_free(self->links.list);
  sheaf_mem_free(self->jsonld.list);
  sheaf_arena_clear(&self->arena);
  *self = (sheaf_html){0};
}
