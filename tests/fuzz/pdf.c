/* tests/fuzz/pdf.c - preflight of a PDF; input that is none is the content of a page with all kinds of resources. */
#include "fuzz.h"

#include "press/preflight.h"

static const char head[] =
    "%%PDF-1.4\n"
    "1 0 obj\n<</Type/Catalog/Pages 2 0 R>>\nendobj\n"
    "2 0 obj\n<</Type/Pages/Kids[3 0 R]/Count 1>>\nendobj\n"
    "3 0 obj\n<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 300]/TrimBox[0 0 300 300]/Contents 9 0 R/Resources 4 0 R>>\n"
    "endobj\n"
    "4 0 obj\n<</ExtGState<</K<</OP true/op true/OPM 1>>/T<</ca .5/BM/Multiply/LW .1/TR/Identity>>>>\n"
    "/ColorSpace<</S[/Separation/Gold/DeviceRGB 5 0 R]/I[/Indexed/DeviceRGB 1<ff000000ff00>]/P[/Pattern/DeviceCMYK]\n"
    "/N[/DeviceN[/Cyan/All]/DeviceCMYK 5 0 R]/L[/Lab<<>>]>>/Pattern<</P 6 0 R/H<</Shading 7 0 R>>>>/Shading<</H 7 0 R>>\n"
    "/XObject<</F 6 0 R/M 8 0 R>>/Font<</A<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>\n"
    "/T<</Type/Font/Subtype/Type3/FontMatrix[.1 0 0 .1 0 0]/CharProcs<</a 6 0 R>>>>>>>>\nendobj\n"
    "5 0 obj\n<</FunctionType 2/Domain[0 1]/C1[0 1 1 0]/N 1>>\nendobj\n"
    "6 0 obj\n<</Subtype/Form/BBox[0 0 9 9]/PatternType 1/PaintType 1/Length 21>>\nstream\n"
    "1 0 0 rg 0 0 9 9 re f\nendstream\nendobj\n"
    "7 0 obj\n<</ShadingType 2/ColorSpace/DeviceRGB/Coords[0 0 9 9]>>\nendobj\n"
    "8 0 obj\n<</Subtype/Image/Width 20/Height 20/BitsPerComponent 8/ColorSpace/DeviceCMYK/Length 1>>\nstream\n"
    "x\nendstream\nendobj\n"
    "9 0 obj\n<</Length %zu>>\nstream\n";
static const char foot[] = "\nendstream\nendobj\ntrailer\n<</Root 1 0 R/Size 10>>\n";

static void check(bx_str bytes, bx_standard standard)
{
    bx_arena *arena = bx_arena_new();
    bx_diags *diags = bx_diags_new();
    const bx_expected expected = {.standard_given = true, .standard = standard, .total_ink = 220,
                                  .inks = BX_BLACK};
    const bx_preflight *result = bx_preflight_pdf(arena, BX_STR("p"), bytes, &expected, diags);

    for (size_t i = 0; result && i < result->finding_count; i++)
        if (result->findings[i].page >= (int)result->page_count || result->findings[i].count == 0)
            abort();
    if (!result && !bx_diags_has_errors(diags))
        abort();
    check_reports(diags);
    bx_diags_free(diags);
    bx_arena_free(arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    bx_buffer pdf = {0};

    if (size < 5 || memcmp(data, "%PDF-", 5) != 0)
        bx_buffer_printf(&pdf, head, size);
    bx_buffer_add(&pdf, data, size);
    if (pdf.len > size)
        bx_buffer_text(&pdf, foot);
    check((bx_str){pdf.at, pdf.len}, BX_PDFX4);
    check((bx_str){pdf.at, pdf.len}, BX_PDFX1A);
    bx_buffer_free(&pdf);
    return 0;
}
