"""A page test as a tree of files: a small paper, one issue, the fonts of the repository."""
import os
import re
import shutil

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))

# 千字文: no character comes twice, so that one that is lost, doubled or moved is seen at once.
FILLER = ("天地玄黄宇宙洪荒日月盈昃辰宿列张寒来暑往秋收冬藏闰余成岁律吕调阳云腾致雨露结为霜金生丽水玉出昆冈"
          "剑号巨阙珠称夜光果珍李柰菜重芥姜海咸河淡鳞潜羽翔龙师火帝鸟官人皇始制文字乃服衣裳推位让国有虞陶唐"
          "吊民伐罪周发殷汤坐朝问道垂拱平章爱育黎首臣伏戎羌遐迩一体率宾归王鸣凤在竹白驹食场化被草木赖及万方"
          "盖此身四大五常恭惟鞠养岂敢毁伤女慕贞洁男效才良知过必改得能莫忘罔谈彼短靡恃己长信使可覆器欲难量"
          "墨悲丝染诗赞羔羊景行维贤克念作圣德建名立形端表正空谷传声虚堂习听祸因恶积福缘善庆尺璧非宝寸阴是竞"
          "资父事君曰严与敬孝当竭力忠则尽命临深履薄夙兴温似兰斯馨如松之盛川流不息渊澄取映容止若思言辞安定"
          "笃初诚美慎终宜令荣业所基籍甚无竟学优登仕摄职从政存以甘棠去而益咏乐殊贵贱礼别尊卑上和下睦夫唱妇随"
          "外受傅训入奉母仪诸姑伯叔犹子比儿孔怀兄弟同气连枝交友投分切磨箴规仁慈隐恻造次弗离节义廉退颠沛匪亏"
          "性静情逸心动神疲守真志满逐物意移坚持雅操好爵自縻都邑华夏东西二京背邙面洛浮渭据泾宫殿盘郁楼观飞惊"
          "图写禽兽画彩仙灵丙舍傍启甲帐对楹肆筵设席鼓瑟吹笙升阶纳陛弁转疑星右通广内左达承明既集坟典亦聚群英")

ISSUE = "banxin: 1\npaper: %s\ndate: 2025-05-09\nnumber: null\n"


def fill(text):
    """`{千 40}` becomes 40 characters that have not been used before, the last one a full stop, or the
    mark that stands in the braces."""
    used = 0

    def take(match):
        nonlocal used
        count = int(match.group(1)) - 1
        words = "".join(FILLER[(used + i) % len(FILLER)] for i in range(count))
        used += count
        return words + (match.group(2) or "。")
    return re.sub(r"\{千 (\d+)(\W?)\}", take, text)


def sections(path):
    """The parts of a case file: (kind, rest of the line, text). What stands before the first is its reason."""
    parts, kind, rest, lines = [], None, "", []
    with open(path, encoding="utf-8") as file:
        for line in file:
            if line.startswith("=== "):
                if kind:
                    parts.append((kind, rest, "".join(lines)))
                kind, _, rest = line[4:].strip().partition(" ")
                lines = []
            elif kind:
                lines.append(line)
    if kind:
        parts.append((kind, rest, "".join(lines)))
    return parts


def write(path, text):
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)


def copy(source, target):
    os.makedirs(os.path.dirname(target), exist_ok=True)
    shutil.copyfile(source, target)


def copy_fonts(root):
    """The repository's fonts below ROOT. They stay there from run to run: the program keeps what it knows of
    a font file by its time, and would have to look at a new one as a whole."""
    for name in sorted(os.listdir(os.path.join(ROOT, "fonts"))):
        source, target = os.path.join(ROOT, "fonts", name), os.path.join(root, "fonts", name)
        if not name.endswith(".ttf") and name != "fonts.sha256":
            continue
        old = os.stat(target) if os.path.exists(target) else None
        new = os.stat(source)
        if old is None or (old.st_size, int(old.st_mtime)) != (new.st_size, int(new.st_mtime)):
            os.makedirs(os.path.dirname(target), exist_ok=True)
            shutil.copy2(source, target)


def lay_out(path, root):
    """Writes the case at PATH below ROOT, beside others; returns its issue."""
    name = os.path.splitext(os.path.basename(path))[0]
    paper = os.path.join(root, "layouts", name)
    issue = os.path.join(root, "issues", name)
    shutil.rmtree(paper, ignore_errors=True)
    shutil.rmtree(issue, ignore_errors=True)
    copy_fonts(root)
    files = {}
    for part in ("paper", "press", "masthead"):
        with open(os.path.join(HERE, "paper", part + ".yaml"), encoding="utf-8") as file:
            files[part] = file.read()
    copy(os.path.join(ROOT, "layouts/xizhou-yuanqu/newsprint-tr002.icc"), os.path.join(paper, "newsprint.icc"))
    os.makedirs(os.path.join(issue, "articles"))
    for kind, rest, text in sections(path):
        if kind == "layout":
            write(os.path.join(paper, rest + ".yaml"), "banxin: 1\n" + text)
        elif kind == "story":
            write(os.path.join(issue, "articles", rest + ".md"), fill(text))
        elif kind == "issue":
            write(os.path.join(issue, "issue.yaml"), (ISSUE if "date:" not in text else "banxin: 1\npaper: %s\n")
                  % name + text)
        elif kind in files:  # a line that begins with a key of the file takes its place
            for block in re.split(r"\n(?=\S)", text.strip("\n")):
                key = block.split(":")[0]
                files[kind], found = re.subn(r"(?m)^%s:.*\n(?:[ #].*\n)*" % re.escape(key),
                                             lambda m: block + "\n", files[kind])
                if not found:
                    files[kind] += block + "\n"
        elif kind == "style":  # takes the place of the paper's style of this name
            files["paper"] = re.sub(r"(?m)^  %s:.*$" % re.escape(rest), lambda m: "  %s: %s" % (rest, text.strip()),
                                    files["paper"])
        elif kind == "copy":
            source, target = rest.split()
            copy(os.path.join(ROOT, source), os.path.join(issue, target))
        else:
            raise SystemExit("%s: no such part: %s" % (path, kind))
    for part, text in files.items():
        write(os.path.join(paper, part + ".yaml"), text)
    return issue
