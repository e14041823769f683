#!/usr/bin/env python3
"""Prints prose like that of a newspaper, a paragraph a line, for figures that need more than one issue of text.

    tests/lines/prose.py [CHARACTERS [SEED]]     100 000 and 1

The same arguments give the same bytes. Clauses are put together from words; how long clauses, sentences and
paragraphs are, and how often there are quotations, book titles, figures, dashes and Latin words, follows
what local papers print.
"""
import random
import sys

WHO = """记者 老人 村民 医生 教师 学生 社区干部 护林员 养路工 研究人员 船长 邮递员 图书管理员 木匠 菜农 守塔人
工程师 出租车司机 志愿者 摄影师 合唱团成员 值班护士 校长 渔民 茶农 裁缝 快递员 消防员 气象员 编辑 这家企业
项目负责人 市水务局 县档案馆 当地林场 农科所 街道办事处 博物馆 航道处 交警支队 供电公司 许多居民 几位老同学
年轻人 外地客商 参会代表 评审专家 施工单位 几户人家 她的母亲 他的徒弟 班组长 沿河的几个村子""".split()
NAMES = """林知夏 沈砚青 陆春和 顾怀远 许南星 周既明 苏晓岚 程立雪 韩松年 孟小满 罗大川 贺兰芝 方正平 崔鹤鸣 杜若
温如玉 石敬堂 秦疏桐 蒋百川 叶知秋""".split()
PLACE = """河堤上 老街口 码头边 新校区 山脚下 县城南郊 旧粮仓里 渡口 省道两旁 沿江路 第二人民医院 文化馆 菜市场
候车室 机耕道旁 水库大坝上 试验田里 车间门口 村委会院子里 图书馆三楼 桥头 江心洲 高铁站前 竹林深处 晒谷场
老城墙根下 会议室里 大棚里 镇中心小学 江北新区 长途汽车站""".split()
TIME = """去年冬天 今年开春 上个月 前些日子 雨季来临之前 清早 傍晚 天还没亮 入夏以来 这几年 很长一段时间里 周末
春节前后 汛期过后 当天下午 那时候 如今 不久前 连日来 午后 退休以后 开工第一天 秋收时节 一个多世纪以前""".split()
VERB = """修好了 搬走了 重新翻看 悄悄记下 认真核对 连夜清点 拆掉了 重建了 走遍了 守着 种下了 收集了 讲起了 丈量了
接通了 清理了 展示了 补上了 登记了 检查了 改造了 买回了 翻译了 校订了 画下了 打听 惦记着 护送 试种了 公布了
验收了 整理了 测算了 取消了 恢复了 开放了 承担了 调整了 召集 说服了 介绍了 研究了""".split()
THING = """那座石桥 一批旧信 三间教室 最后一班渡船 整条街的路灯 新的供水管线 几十亩早稻 一台老式收音机 地方志 古树名木
低洼地带 泄洪通道 祖辈留下的手艺 每一户的用电情况 县里的交通图 屋顶的瓦片 抗旱的办法 无人机巡线的路线
孩子们的午餐 医保报销的流程 堤防的薄弱环节 退耕后的坡地 沿线的声屏障 一份未完成的手稿 候鸟的数量 老照片
电梯加装方案 图书漂流点 水质监测数据 乡村公交线路 排涝泵站 旧厂房 慢行步道 种子资源 家门口的诊所 招标文件
采访笔记 盲道 一双双布鞋 旧城门的匾额 施工许可 节假日的值班表 茶园 渔网 铁轨 灌溉水渠 观测记录""".split()
HOW = """一点一点地 默默 从头到尾 免费 分批 耐心地 按图纸 一家一家地 用了整整一个秋天 比原计划提前 当着大家的面
借着灯光 在专家指导下 不声不响地 重新 逐项 冒着小雨 带着学生 沿着河岸 挨家挨户 头一回 照着旧图样""".split()
STATE = """水位慢慢退了下去 路好走多了 谁也没有说话 日子就这样过下来 屋里一下子亮了 来的人越来越多 账算得很细
事情并没有想象中那么难 风里有桂花的香气 大家都松了一口气 窗外下起了雨 电话一直占线 桥还是那座桥 雾气散得很慢
有人提出了不同意见 价格没有再涨 灯一盏接一盏地亮起来 车间里只剩机器的声音 墙上的日历停在那一天 土质适合种茶
手续并不复杂 报名的人排到了楼梯口 问题出在接口上 没有人知道原因 效果比预想的好 河面上漂着落叶 孩子们跑在前面
消息很快传开了 这一等就是十年 地里的活儿不等人 看得见的变化还在后头 收音机里正在播戏 天色一点点暗下来""".split()
LINK = "但是 因此 后来 不过 同时 其实 另外 于是 比如 相比之下 更重要的是 在他看来 换句话说 起初 直到现在".split()
SAY = "说 告诉记者 回忆 笑着说 解释 补充道 这样写道 提醒 坦言 介绍".split()
QUOTE = """树要一棵一棵地种 我们不图快，只图稳 这条路总得有人走 水来了，心就定了 东西旧了，还能用 慢一点没关系
账要算给大家听 把门打开，人自然就来了 您先喝口水，听我讲 孩子能就近上学，比什么都强 谁家没有难处呢？ 这活儿急不得！
干了一辈子，舍不得 规矩是大家定的，就得大家守 灯亮着，船就认得路 年轻人愿意回来，才算修好了 试了才知道
有问题就改，改了再看 手上有数，心里才有底 别看它旧，走得准着呢""".split()
BOOK = """水经注 渡口 乡土志 天工开物 河流的记忆 植物名实图考 城市排水设计规范 我们的街道 候鸟图鉴 防汛手册
山中来信 县志 农政全书 老船谱 茶经 消防安全管理规定 夜航船 地方戏曲集成""".split()
TERM = "小气候 活地图 最后一公里 绿色通道 一刻钟生活圈 老物件 土办法 两张皮 明白账 口袋公园 夜校 传帮带 错峰".split()
UNIT = """人 户 米 公里 亩 吨 万元 年 天 个月 次 件 座 棵 公顷 万千瓦时 平方米 个 册 名 小时 元 级 条 辆""".split()
LATIN = "GDP App 5G LED GIS AI DNA PM2.5 K2 CT USB Wi-Fi km/h pH VR".split()
FOREIGN = "约翰·缪尔 卡尔·林奈 玛丽·居里 安东·契诃夫 阿尔多·利奥波德".split()


class Writer:
    def __init__(self, seed):
        self.chance = random.Random(seed)

    def often(self, share):
        return self.chance.random() < share

    def one(self, words):
        return words[int(self.chance.random() * len(words))]

    def number(self):
        kind = self.chance.random()
        if kind < 0.35:
            return str(2 + int(self.chance.random() * 97)) + self.one(UNIT)
        if kind < 0.5:
            return "%d.%d%%" % (self.chance.random() * 100, self.chance.random() * 10)
        if kind < 0.62:
            return "%d年%d月%d日" % (1950 + self.chance.random() * 75, 1 + self.chance.random() * 12,
                                  1 + self.chance.random() * 28)
        if kind < 0.75:
            return "%d～%d%s" % (2 + self.chance.random() * 20, 30 + self.chance.random() * 60, self.one(UNIT))
        return "%d%s" % (100 + self.chance.random() * 9900, self.one(UNIT))

    def who(self):
        kind = self.chance.random()
        if kind < 0.3:
            return self.one(NAMES)
        if kind < 0.33:
            return self.one(FOREIGN)
        return self.one(WHO)

    def thing(self):
        kind = self.chance.random()
        if kind < 0.05:
            return "《%s》" % self.one(BOOK)
        if kind < 0.11:
            return "“%s”" % self.one(TERM)
        if kind < 0.15:
            return "%s、%s和%s" % (self.one(THING), self.one(THING), self.one(THING))
        if kind < 0.17:
            return self.one(THING) + "（%s）" % self.one(TERM)
        if kind < 0.2:
            return self.one(LATIN) + self.one(["设备", "数据", "系统", "小组", "图纸"])
        if kind < 0.26:
            return self.number() + "的" + self.one(THING)
        return self.one(THING)

    def clause(self):
        kind = self.chance.random()
        if kind < 0.3:
            return self.one(STATE)
        if kind < 0.42:
            return self.one(TIME) + "，" + self.who() + self.one(VERB) + self.thing()
        if kind < 0.55:
            return self.who() + "在" + self.one(PLACE) + self.one(VERB) + self.thing()
        if kind < 0.7:
            return self.who() + self.one(HOW) + self.one(VERB) + self.thing()
        if kind < 0.8:
            return self.one(["一共", "大约", "不到", "超过", "前后用了", "只剩下"]) + self.number()
        if kind < 0.9:
            return self.one(VERB) + self.thing()
        return self.one(LINK) + self.one(["，", ""]) + self.one(STATE)

    def sentence(self):
        kind = self.chance.random()
        if kind < 0.13:
            quote = self.one(QUOTE)
            if quote[-1] not in "？！":
                quote += "。"
            return self.who() + self.one(SAY) + "：“" + quote + "”"
        if kind < 0.18:
            quote = self.one(QUOTE)
            return "“%s”%s%s。" % (quote + ("" if quote[-1] in "？！" else "，"), self.who(), self.one(SAY))
        if kind < 0.22:
            return self.clause() + "——" + self.one(STATE) + "。"
        if kind < 0.235:
            return self.one(STATE) + "……"
        if kind < 0.27:
            return self.clause() + "，" + self.one(STATE) + "吗？"
        if kind < 0.3:
            return "；".join(self.clause() for _ in range(3)) + "。"
        return "，".join(self.clause() for _ in range(1 + int(self.chance.random() * 4))) + "。"

    def paragraph(self):
        count = 2 + int(self.chance.random() * 5)
        return "".join(self.sentence() for _ in range(count))


def write(characters, seed):
    writer, done = Writer(seed), 0
    while done < characters:
        paragraph = writer.paragraph()
        done += len(paragraph)
        yield paragraph


if __name__ == "__main__":
    for text in write(int(sys.argv[1]) if len(sys.argv) > 1 else 100000, int(sys.argv[2]) if len(sys.argv) > 2 else 1):
        print(text)
