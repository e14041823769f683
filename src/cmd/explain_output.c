/* cmd/explain_output.c - messages about setting, fonts, photos, advertisements and the files made. */
#include "cmd/explain.h"

#include <stddef.h>

const bx_explanation bx_explain_output[] = {
    {"ad-without-tag",
     "Advertisements must be marked 广告. The word is printed in the corner of the slot in the paper's style "
     "'ad-tag'; the paper has none. When the artwork has the word in it, say so in its booking.",
     "广告必须注明“广告”。这两个字按报纸的 ad-tag 字样印在版位右上角，而报纸没有这个字样。原件里已有的，在订版处写明。",
     "ads:\n  A8.half: { file: ads/half.pdf, marked: true }"},
    {"ad-box",
     "Proofs show an advertisement through pdftoppm (package poppler-utils). Without it a labelled box "
     "stands in its place; the PDF holds the artwork all the same.",
     "校样上的广告由 pdftoppm（软件包 poppler-utils）画出。没有安装时画一个写着名称的框；PDF 里仍是原件。", NULL},
    {"ad-convert",
     "The paper turns advertisements into inks (ads: convert), and this one holds something that cannot be "
     "turned: a JPEG 2000 picture, a damaged picture or gradient. Ask for a CMYK file, or let the paper flatten "
     "advertisements.",
     "报纸设为把广告转成油墨色（ads: convert），而这个广告里有转不了的东西：JPEG 2000 图片、损坏的图片或渐变。"
     "请索取 CMYK 文件，或把报纸设为拼合广告。",
     "ads: flatten"},
    {"ad-flatten",
     "The paper makes pictures of unfit advertisements (ads: flatten). Ghostscript does it; it is not installed, "
     "or cannot draw this file.",
     "报纸设为把不合用的广告拼合成图（ads: flatten），由 Ghostscript 完成；它没有安装，或画不出这个文件。",
     "apt install ghostscript"},
    {"ad-font",
     "The advertisement names a font without carrying it. The press would print another one. Ask for a file with "
     "all fonts embedded.",
     "广告用了字体却没有嵌入，印出来会是别的字体。请索取嵌入全部字体的文件。", NULL},
    {"ad-ink",
     "A colour or picture of the advertisement asks for more ink than the paper's total-ink. Newsprint would stay wet and set "
     "off. Ask for a file made for newsprint, or let the paper convert advertisements.",
     "广告里有颜色或图片超过报纸的总墨量上限，新闻纸会干不透、蹭脏。请索取按新闻纸制作的文件，或把报纸设为转换广告。",
     "ads: convert"},
    {"ad-rgb",
     "The advertisement holds RGB colours. Placed as it came, the press decides how they turn into ink. Ask for a "
     "CMYK file, or let the paper convert advertisements.",
     "广告里有 RGB 颜色。原样置入，如何变成油墨由印厂决定。请索取 CMYK 文件，或把报纸设为转换广告。", "ads: convert"},
    {"ad-size",
     "The artwork is more than 1 mm larger or smaller than its slot. Ask for the booked size, or let the "
     "slot scale it.",
     "广告原件与版位相差 1 毫米以上。请索取尺寸正确的文件，或给版位写 scale: true。", "scale: true"},
    {"ad-transparency",
     "The advertisement has soft masks, blend modes or see-through colours, which PDF/X-1a does not know. Ask "
     "for a flattened file, or build PDF/X-4.",
     "广告里有软蒙版、混合模式或半透明颜色，PDF/X-1a 不允许。请索取拼合后的文件，或改用 PDF/X-4。",
     "banxin build --profile pdfx4 ISSUE"},
    {"bad-ad", "The advertisement is no PDF that can be placed: damaged, locked, or without pages.",
     "广告不是能置入的 PDF：损坏、加密，或没有页面。", NULL},
    {"bad-font", "The file is no TrueType or OpenType font, or has no TrueType outlines, which PDFs need.",
     "文件不是可用的 TrueType 或 OpenType 字体，或没有 PDF 所需的 TrueType 轮廓。", NULL},
    {"bad-pdf", "A PDF could not be put together. An advertisement is the likely reason.",
     "PDF 没有做成，多半是某个广告文件的缘故。", NULL},
    {"bad-pdf-file",
     "A file that preflight was given is no PDF, is damaged beyond reading, locked with a password, or cannot be "
     "opened. The others are checked all the same.",
     "要检查的文件不是 PDF、损坏得读不出、加了密码，或打不开。其余文件照常检查。", NULL},
    {"bad-photo", "The photo is neither JPEG, PNG nor TIFF, is of a kind that is not supported, is damaged, or ends too "
     "early. Fetch it anew, or save it in another format.",
     "图片不是 JPEG、PNG 或 TIFF，种类不支持，或已损坏、不完整。请重新取一份，或另存为别的格式。", NULL},
    {"bad-png", "The picture of a page is no PNG, or is damaged. Draw the pages anew.",
     "版面的图片不是 PNG，或已损坏。请重新画一遍。", NULL},
    {"bad-profile", "The profile in press.yaml is none of a CMYK printing condition, is cut, or is newer than "
     "PDF/X-1a takes.",
     "press.yaml 里的特性文件不是 CMYK 印刷条件的、不完整，或版本过新。", "profile: newsprint-tr002.icc"},
    {"bad-qr", "The text is too long for a QR code. Write a shorter address.",
     "内容太长，做不成二维码。请写短一些的地址。", NULL},
    {"cut-run",
     "A word, number or row of marks that may not be parted is longer than its line, so it is cut there or "
     "stands over the edge. Make the line longer or the text shorter.",
     "不可拆开的词、数字或一串标点比行还长，只能断开或伸出栏外。请加宽或改写。", NULL},
    {"focus-cut",
     "The photo's place is too narrow or too low for its focus, so a part of that is cropped. Make the focus "
     "smaller, or give the photo other cells.",
     "图片的位置容不下焦点，焦点被裁去一部分。请缩小焦点，或换一组格子。", "focus: 0 0 100 100"},
    {"font-changed",
     "The font file is not the one that fonts/fonts.sha256 names, so pages would not look as before. Restore "
     "the file; a wanted change needs a new line there.",
     "字体文件与 fonts/fonts.sha256 所记的不同，版面会变样。请恢复原文件；确要更换，就更新那一行。", NULL},
    {"font-licence", "The font's own licence bits forbid embedding it in a PDF. Choose another font.",
     "字体自带的许可标志不允许嵌入 PDF。请换一种字体。", NULL},
    {"head-too-deep",
     "The lines of the head are deeper than its cells, so they would stand on the text below. Give the head more "
     "rows, fewer lines, or a smaller size.",
     "标题组比它的格子深，会压到下面的正文。请多给几行，或减少行数、缩小字号。", "head: { cells: c1-4 r6-17 }"},
    {"head-too-long",
     "The headline must shrink below the least size of its style to fit. Shorten it, mark a place to break "
     "with ｜, or give it more columns.",
     "标题要缩到样式规定的最小字号以下才放得下。请缩短，或用“｜”标出可断之处，或加宽。",
     "title: 四百米落差｜存下一城夜电"},
    {"impose-count",
     "Sheets take two pages each, and the number of pages is odd. Add the missing page, or name the sheets.",
     "每张拼两个版，而版数是单数。请补上缺的版，或用 --sheets 写明怎样拼。",
     "banxin impose -o sheets.pdf --sheets A8+A1,A2+A7 2025-05-09.pdf"},
    {"impose-intent",
     "The pages were made for different printing conditions or standards, or name none. They are put on sheets, but "
     "the sheets name none either. Build all pages alike.",
     "各版的印刷条件或标准不一致，或没有写明。照样拼版，但拼出的文件也不写明。请用同样的设置重做各版。", NULL},
    {"impose-page",
     "A page is missing, is there twice, has no size, or is turned. Pages are called as their page labels say, "
     "else by number.",
     "版缺了、重了、没有尺寸或被旋转。版名以 PDF 的页码标签为准，没有标签的按页数。",
     "banxin impose -o sheets.pdf --sheets A8+A1 A8.pdf A1.pdf"},
    {"impose-size",
     "Pages of one sheet must be equally high, and its outer two equally wide.",
     "同一张上的各版须等高，左右两版须等宽。", NULL},
    {"ink-plan",
     "Something on the page prints with an ink that the page's 'ink' in issue.yaml does not have: k is black "
     "alone, k+red black with magenta and yellow. The plate would not be made. Plan the page in more inks, or "
     "choose another colour. Photos turn grey on such pages by themselves.",
     "版面上有东西用到 issue.yaml 里该版 ink 之外的油墨：k 只有黑，k+red 是黑加品红、黄。那块印版不会做。请给该版更多油墨，"
     "或换颜色。图片在这样的版上自动变灰。",
     "A6: { layout: a6-policy, ink: k+red }"},
    {"layout-json",
     "The layout of a version that is to be compared is damaged, or of a schema that is not read here. Build "
     "that version anew.",
     "要比较的那一版，版面数据损坏，或格式版本不同。请重新生成。", NULL},
    {"ledger",
     "A character of a story is on no page, or on two. That is a mistake of banxin's own: no PDF is written. "
     "Please report it with the story.",
     "稿件里有字没有上版，或者排了两次。这是程序自身的错误，不会写出 PDF。请连同稿件一起报告。", NULL},
    {"loose-line",
     "No place to break lets this line be filled: after squeezing and opening all that rules allow, its "
     "characters still stand too far apart. A long number or word after it is the usual reason. Put a word "
     "more or less before it.",
     "怎样断行也排不满这一行：按规则调整之后，字距仍然太大，多半因为后面有很长的数字或外文词。请在前面增减几个字。",
     NULL},
    {"low-ppi",
     "The photo prints with fewer pixels per inch than the press needs. Take a larger file, or give it fewer "
     "columns; the hint says how wide it may be.",
     "图片印出来的精度不够。请换大图，或减少栏数；提示里说明最宽能放多少。", NULL},
    {"marks-json", "The marks of a proofreader are damaged, or were not exported by the proof report.",
     "校对标记损坏，或不是校样报告导出的。", "banxin diff --marks marks.json OLD NEW"},
    {"missing-glyph",
     "The paper's fonts have no glyph for this character, so a box stands in its place. Add a font under "
     "'fallback' in paper.yaml, or write the name in another way.",
     "报纸的字体里没有这个字，暂以方框代替。请在 paper.yaml 的 fallback 里加一个字库，或改用别的写法。",
     "任命王𠮷为……"},
    {"narrow-measure", "So short a line has no room for the rules of line breaking. Four characters are the least.",
     "行太短，容不下断行的规则。至少四个字。", "banxin compose --measure 13"},
    {"no-output",
     "There is no PDF to check: the issue has not been built yet, or was built into another folder, which -o "
     "names.",
     "没有可检查的 PDF：这一期还没有生成，或生成在别的文件夹（用 -o 指明）。", "banxin build ISSUE"},
    {"no-photo", "The layout has a place for a photo that the story does not have.",
     "版式里留了图片的位置，而稿件没有那张图。", NULL},
    {"no-poppler",
     "Foreign PDFs are compared through pdftoppm and pdftotext, which are not installed: package "
     "poppler-utils.",
     "比较外来的 PDF 要用 pdftoppm 和 pdftotext，尚未安装（软件包 poppler-utils）。", NULL},
    {"no-version", "What is to be compared cannot be opened or read.", "要比较的一方打不开或读不了。", NULL},
    {"output",
     "Files could not be written: no room, no permission, or the folder belongs to something else. What was "
     "there before has stayed.",
     "文件没有写成：磁盘已满、没有权限，或文件夹另有用途。原来的文件没有动。", NULL},
    {"overset",
     "The text does not fit. It is marked where the part begins that is left over; the message says how many "
     "rows and characters. Cut the text, give the slot more rows, or let the story go on in another slot.",
     "文字排不下。所指之处是剩余部分的开头，行数和字数见消息。可以删节，加大版位，或转到另一个版位。",
     "flow:\n  A1-swap: [A1.third, A2.cont]"},
    {"photo-limit", "The photo has more pixels, scans or bytes than banxin reads.",
     "图片的像素、扫描数或字节数超过了限度。", NULL},
    {"photo-pages",
     "A TIFF may hold several pictures; the first one is printed. Save each picture as a file of its own.",
     "一个 TIFF 可以装好几幅图，只印第一幅。请把每幅图存成单独的文件。", NULL},
    {"photo-profile",
     "The colour profile in the photo does not serve: it is damaged, for other channels, or none of a camera, screen "
     "or press. The hint says what its numbers are taken for; colours may be off. Save the photo again with its "
     "profile.",
     "图片内嵌的特性文件用不上：损坏、通道不符，或不是相机、屏幕、印刷的特性文件。提示里说明按什么解释，颜色可能有偏差。请带正确的特性文件重新保存。",
     NULL},
    {"photo-without-place", "The story has a photo that its slot has no place for; it would not be printed.",
     "稿件有图片，版位里没有它的位置，不会印出来。", NULL},
    {"small-qr", "Phones read a QR code from 15 mm on, with its quiet zone.",
     "二维码连同四周空白至少 15 毫米，手机才容易扫。", NULL},
    {"table-too-wide",
     "The table needs more than its measure. Let it take more columns, or shorten its cells.",
     "表格比栏宽。请让它多占几栏，或缩短格中文字。", "{span=2}\n| 项目 | 数量 |"},
    {"text-cut",
     "The story was too long, and its editor allowed to leave out what stands from here on, with 'cut: marked' and a "
     "line '<<<', or with 'cut: tail'. Read the end once more.",
     "稿件太长，从这里起的部分没有排：编辑用 cut: marked 和“<<<”一行，或 cut: tail 允许删去。请再读一遍结尾。",
     "cut: marked"},
    {"underset",
     "The text leaves more rows empty than one less than the slot has columns. Add text, a photo or a "
     "crosshead, or take rows from the slot.",
     "文字太少，空行超过允许的数目（栏数减一）。可以加字、加图、加小标题，或减少版位的行数。", NULL},
    {"usage", "The command line cannot be understood. 'banxin COMMAND --help' shows how it is written.",
     "命令行的写法不对。用 banxin 命令 --help 查看写法。", NULL},
    {NULL, NULL, NULL, NULL},
};
