/* press/calculator.c - the calculator functions of PDF (计算函数): a stack machine without loops.
 *
 * Always ends: there is nothing to jump back with. What a broken program does to its stack is kept
 * inside it.
 */
#include "press/calculator.h"

#include <math.h>
#include <stdlib.h>

#include "press/scan.h"

enum { STACK = 128, DEEPEST = 32, MOST_STEPS = 1 << 16 };

static const char *const words[] = {
    "abs",   "add", "and",  "atan",  "bitshift", "ceiling", "copy",  "cos",  "cvi",      "cvr",
    "div",   "dup", "eq",   "exch",  "exp",      "false",   "floor", "ge",   "gt",       "idiv",
    "index", "le",  "ln",   "log",   "lt",       "mod",     "mul",   "ne",   "neg",      "not",
    "or",    "pop", "roll", "round", "sin",      "sqrt",    "sub",   "true", "truncate", "xor"};

typedef enum {
    ABS,
    ADD,
    AND,
    ATAN,
    BITSHIFT,
    CEILING,
    COPY,
    COS,
    CVI,
    CVR,
    DIV,
    DUP,
    EQ,
    EXCH,
    EXP,
    FALSE_,
    FLOOR,
    GE,
    GT,
    IDIV,
    INDEX,
    LE,
    LN,
    LOG,
    LT,
    MOD,
    MUL,
    NE,
    NEG,
    NOT,
    OR,
    POP,
    ROLL,
    ROUND,
    SIN,
    SQRT,
    SUB,
    TRUE_,
    TRUNCATE,
    XOR,
    NUMBER, /* push it */
    UNLESS, /* pop; go to TARGET when it is 0 */
    GO      /* go to TARGET, which lies ahead */
} code;

typedef struct {
    code code;
    double number;
    size_t target;
} step;

struct bx_calculator {
    BX_VEC(step) steps;
};

/* ---- reading ---- */

static bool read_block(bx_arena *arena, bx_calculator *c, bx_scanner *scanner, int depth);

static size_t push(bx_arena *arena, bx_calculator *c, step one)
{
    BX_PUSH(arena, c->steps, one);
    return c->steps.len - 1;
}

/* "{ … } if" and "{ … } { … } ifelse": the test stands in front of the blocks. */
static bool read_choice(bx_arena *arena, bx_calculator *c, bx_scanner *scanner, int depth)
{
    bx_token token;
    size_t test = push(arena, c, (step){.code = UNLESS});
    if (!read_block(arena, c, scanner, depth) || !bx_scan_token(scanner, &token))
        return false;
    c->steps.at[test].target = c->steps.len;
    if (bx_str_is(token.text, "if"))
        return true;
    size_t end = push(arena, c, (step){.code = GO});
    c->steps.at[test].target = c->steps.len;
    if (!bx_str_is(token.text, "{") || !read_block(arena, c, scanner, depth) ||
        !bx_scan_token(scanner, &token))
        return false;
    c->steps.at[end].target = c->steps.len;
    return bx_str_is(token.text, "ifelse");
}

static bool find_word(bx_str text, code *found)
{
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        if (bx_str_is(text, words[i])) {
            *found = (code)i;
            return true;
        }
    return false;
}

/* Up to the bracket that ends the block. */
static bool read_block(bx_arena *arena, bx_calculator *c, bx_scanner *scanner, int depth)
{
    bx_token token;
    step one = {0};
    while (depth < DEEPEST && c->steps.len < MOST_STEPS && bx_scan_token(scanner, &token)) {
        if (bx_str_is(token.text, "}"))
            return true;
        if (token.kind == BX_TOKEN_NUMBER) {
            push(arena, c, (step){.code = NUMBER, .number = token.number});
        } else if (bx_str_is(token.text, "{")) {
            if (!read_choice(arena, c, scanner, depth + 1))
                return false;
        } else if (find_word(token.text, &one.code)) {
            push(arena, c, one);
        } else {
            return false;
        }
    }
    return false;
}

const bx_calculator *bx_calculator_read(bx_arena *arena, bx_str text)
{
    bx_calculator *c = BX_NEW(arena, bx_calculator);
    bx_scanner scanner = {text};
    bx_token token;
    bool good = bx_scan_token(&scanner, &token) && bx_str_is(token.text, "{") &&
                read_block(arena, c, &scanner, 0);
    return good ? c : NULL;
}

/* ---- running ---- */

typedef struct {
    double at[STACK];
    size_t len;
} stack;

static double pop(stack *s)
{
    return s->len > 0 ? s->at[--s->len] : 0;
}

static void add(stack *s, double value)
{
    if (s->len < STACK)
        s->at[s->len++] = isfinite(value) ? value : 0;
}

static int64_t whole(double value)
{
    return value > 1e9 ? 1000000000 : value < -1e9 ? -1000000000 : (int64_t)value;
}

/* The top COUNT numbers moved up by TURNS, those that leave coming in below. */
static void roll(stack *s, int64_t count, int64_t turns)
{
    double part[STACK];
    if (count < 1 || count > (int64_t)s->len)
        return;
    size_t n = (size_t)count, by = (size_t)((turns % count + count) % count);
    memcpy(part, s->at + s->len - n, n * sizeof *part);
    for (size_t i = 0; i < n; i++)
        s->at[s->len - n + (i + by) % n] = part[i];
}

static void copy(stack *s, int64_t count)
{
    if (count < 1 || count > (int64_t)s->len || s->len + (size_t)count > STACK)
        return;
    memcpy(s->at + s->len, s->at + s->len - (size_t)count, (size_t)count * sizeof *s->at);
    s->len += (size_t)count;
}

static double shift(int64_t value, int64_t by)
{
    if (by >= 32 || by <= -32)
        return 0;
    return by >= 0 ? (double)(int32_t)((uint32_t)value << by) : (double)((uint32_t)value >> -by);
}

static const double DEGREE = 0.017453292519943295;

static double angle(double y, double x)
{
    double degrees = atan2(y, x) / DEGREE;
    return degrees < 0 ? degrees + 360 : degrees;
}

static double of_one(int what, double x)
{
    switch (what) {
    case ABS:
        return fabs(x);
    case CEILING:
        return ceil(x);
    case COS:
        return cos(x * DEGREE);
    case CVI:
    case TRUNCATE:
        return trunc(x);
    case FLOOR:
        return floor(x);
    case LN:
        return log(x);
    case LOG:
        return log10(x);
    case NEG:
        return -x;
    /* true is 1 and false 0; ~ of a number would be another matter, and nobody writes it */
    case NOT:
        return x > 0 || x < 0 ? 0 : 1;
    case ROUND:
        return floor(x + 0.5);
    case SIN:
        return sin(x * DEGREE);
    case SQRT:
        return sqrt(x);
    default:
        return x; /* cvr */
    }
}

static double of_two(int what, double x, double y)
{
    int64_t a = whole(x), b = whole(y);
    switch (what) {
    case ADD:
        return x + y;
    case AND:
        return (double)(a & b);
    case ATAN:
        return angle(x, y);
    case BITSHIFT:
        return shift(a, b);
    case DIV:
        return x / y;
    case EQ:
        return !(x < y || x > y);
    case EXP:
        return pow(x, y);
    case GE:
        return x >= y;
    case GT:
        return x > y;
    case IDIV:
        return b == 0 ? 0 : (double)(a / b);
    case LE:
        return x <= y;
    case LT:
        return x < y;
    case MOD:
        return b == 0 ? 0 : (double)(a % b);
    case MUL:
        return x * y;
    case NE:
        return x < y || x > y;
    case OR:
        return (double)(a | b);
    case SUB:
        return x - y;
    default:
        return (double)(a ^ b); /* xor */
    }
}

/* What moves numbers about instead of reckoning; false when CODE is none of these. */
static bool move(stack *s, int what)
{
    double x, y;
    switch (what) {
    case COPY:
        copy(s, whole(pop(s)));
        return true;
    case DUP:
        x = pop(s);
        add(s, x);
        add(s, x);
        return true;
    case EXCH:
        y = pop(s);
        x = pop(s);
        add(s, y);
        add(s, x);
        return true;
    case INDEX: {
        int64_t i = whole(pop(s));
        add(s, i >= 0 && i < (int64_t)s->len ? s->at[s->len - 1 - (size_t)i] : 0);
        return true;
    }
    case POP:
        pop(s);
        return true;
    case ROLL:
        y = pop(s);
        x = pop(s);
        roll(s, whole(x), whole(y));
        return true;
    case TRUE_:
    case FALSE_:
        add(s, what == TRUE_ ? 1 : 0);
        return true;
    default:
        return false;
    }
}

static bool takes_one(code what)
{
    return what == ABS || what == CEILING || what == COS || what == CVI || what == CVR ||
           what == TRUNCATE || what == FLOOR || what == LN || what == LOG || what == NEG ||
           what == NOT || what == ROUND || what == SIN || what == SQRT;
}

void bx_calculator_eval(const bx_calculator *calculator, const double *in, int inputs, double *out,
                        int outputs)
{
    stack s = {0};
    for (int i = 0; i < inputs; i++)
        add(&s, in[i]);
    for (size_t i = 0; i < calculator->steps.len; i++) {
        const step *one = &calculator->steps.at[i];
        if (one->code == NUMBER) {
            add(&s, one->number);
        } else if (one->code == GO || one->code == UNLESS) {
            double test = one->code == GO ? 0 : pop(&s);
            if (!(test > 0 || test < 0))
                i = one->target - 1;
        } else if (!move(&s, (int)one->code)) {
            double y = pop(&s);
            add(&s, takes_one(one->code) ? of_one((int)one->code, y) : of_two((int)one->code, pop(&s), y));
        }
    }
    for (int i = outputs; i-- > 0;)
        out[i] = pop(&s);
}
