/* cmd/explain_proof.c - messages about versions that are compared. */
#include "cmd/explain.h"

#include <stddef.h>

const bx_explanation bx_explain_proof[] = {
    {"bad-page",
     "The PDF could not be drawn or read: it is damaged, locked, or has no pages. Open it in a "
     "viewer; compare "
     "the folders of PNGs when the PDF cannot be mended.",
     "PDF 画不出来或读不出来：损坏、加密，或没有页面。请用阅读器打开看看；修不好时，可以比对 PNG "
     "文件夹。",
     NULL},
    {"bad-png", "The picture is not a PNG, or ends too early. Draw the pages again.",
     "图片不是 PNG，或不完整。请重新出图。", "banxin render issues/2025-05-09"},
    {"layout-json",
     "The layout of one version is damaged, or was written by a banxin whose form of it is "
     "another. Build that "
     "version anew, or compare the PDFs.",
     "某一版的 layout.json 损坏，或出自格式不同的 banxin。请重新排那一版，或直接比对 PDF。", NULL},
    {"marks-json", "The file given with --marks is not what a proof report exports.",
     "--marks 给的文件不是校样报告导出的 marks.json。", "banxin diff --marks marks.json OLD NEW"},
    {"no-poppler",
     "Pages of PDFs are drawn by pdftoppm and read by pdftotext, both of the package "
     "poppler-utils, and it is "
     "not installed. Folders of PNGs and output folders with --text-only are compared without it.",
     "PDF 的页面由 pdftoppm 画出、由 pdftotext 读出，两者都在软件包 poppler-utils "
     "里，这里没有安装。比对 PNG "
     "文件夹，或加 --text-only 比对输出文件夹，都用不着它。",
     "apt-get install poppler-utils"},
    {"no-version",
     "One of the two things to compare is not there, or is nothing that can be compared. It may be "
     "an output "
     "folder, an issue, a folder of PNGs or PDFs, one PDF, or one PNG.",
     "要比对的两方之一不存在，或不是能比对的东西。可以是输出文件夹、一期报纸的文件夹、PNG 或 PDF "
     "的文件夹、"
     "一个 PDF 或一个 PNG。",
     "banxin diff out/2025-05-08 out/2025-05-09"},
    {"serve", "The preview cannot listen on 127.0.0.1: another program has the port. Choose another one, or none.",
     "预览没法在 127.0.0.1 上监听：端口被别的程序占用。请换一个端口，或不指定。", "banxin preview --port 8080 issues/2025-05-09"},
    {"watch", "Files cannot be watched: the system has no inotify left, or none at all. Close other watchers.",
     "没法盯着文件：系统的 inotify 用完了，或没有。请关掉别的监视程序。", NULL},
    {NULL, NULL, NULL, NULL},
};
