# ruff: noqa: E501, SIM905 - lists of names, in the scripts that they are written in
"""Common names and what looks like one and is none, for `maybe`. From general knowledge, no person's record."""

from typing import Final

GIVEN: Final = (
    "伟芳娜秀敏静丽强磊军洋勇艳杰娟涛明超兰霞平刚桂英华文辉玲建国志红梅晓雪佳怡轩涵欣雨桐浩然宇泽思远曦嘉诚慧琳海燕春永福翔庆云卫"
    "东博婷鹏宁峰龙凯俊斌波斯琪倩颖莹璐瑶晨阳旭昊鑫鹤岩松柏林森树彬振兴荣贵富财宝玉珍珠凤莲菊竹琴瑟音韵诗书画墨"
    "毅恒坚忠义仁礼智信德善良正直廉洁清贤达康健安乐喜悦欢瑞祥吉亮光耀星辰月朝晖霖润泉江河湖波澜"
    "启迪学勤奋进步前程锦绣绍继承祖宗耀先孝悌惠淑贞洁婉柔媛姝婕妍娇媚嫣蓉薇萱芷若蕾蓓苗茵芸芝菁翠碧"
    "維偉麗強軍勇豔傑濤蘭剛華輝玲國紅曉軒澤遠誠慶雲衛東鵬寧龍俊瑩瑤陽樹榮貴財寶鳳蓮義禮賢達樂歡輝"
)
NO_NAMES: Final = frozenset(
    "谢谢 王牌 小时 小黄 小白 小马 小雷 小龙 小金 小石 小江 老高 老白 小方 小田 小任 小温 小马 小段 小雪 小孔 阿里 老金 老江 小向 小何"
    " 高兴 高等 高级 高中 高速 高度 高校 高层 高明 高清 黄金 黄色 黄河 白天 白色 白云 马上 马路 马克 马来 马力 金融 金额 金牌 金属 金钱 方法 方便 方面 方式 方向 方案"
    " 张开 张贴 张口 张力 王国 王朝 王子 李子 周末 周围 周年 周期 周边 周一 周二 周三 周四 周五 周六 周日 周到 许多 许可 江南 江西 江苏 江湖 江山 江北 汪洋 程度 程序 常常 常见 常用 常年 常委"
    " 任何 任务 任命 任意 任性 何时 何必 何况 何以 何处 何人 何止 何尝 曾经 曾被 温度 温暖 温柔 温和 康复 健康 安全 安排 安静 平安 平等 平时 平台 平均 平民 平凡"
    " 于是 于此 元旦 元素 元年 毛病 毛巾 石头 石油 田野 田地 林业 林地 林区 钟头 钱包 钱财 余下 余地 水平 水果 水利 花园 花费 花生 单位 单独 单纯 单身 单一 严重 严格 严肃 严厉 严禁"
    " 文化 文章 文字 文明 文件 文学 文革 文艺 文献 文人 武汉 武器 武力 武警 万人 万元 万一 万物 万岁 万分 万里 龙头 陆续 陆地 陆军 游戏 游客 游行 游泳 解放 解决 解释 解除 解散 和平 和谐 和解 和尚"
    " 支持 支付 支部 强调 强制 强烈 强大 强迫 强国 明天 明白 明年 明星 明显 明确 全国 全部 全球 全家 全民 全面 全体 全文 全是 全都 全会 史上 史料 左右 左边 古代 古老 时间 时候 时代 时期 时常 时政"
    " 连续 连接 连夜 连忙 路上 路过 路边 通过 通知 通信 通报 向前 向上 向来 向往 向着 成为 成功 成立 成都 成员 成果 成年 成长 党员 党中 党委 党和 党组 公安 公司 公民 公开 公布 公园 公平 公正 公众 公共 公里"
    " 国家 国际 国内 国外 国人 国民 国务 国安 国保 国庆 国歌 国旗 习惯 习俗 习近 华人 华为 华语 华侨 华盛 广东 广州 广场 广播 广告 广泛 广西 海外 海关 海南 海上 海底 海军 东西 东方 东京 东北 东部 东南 南京 南方 南海 南部"
    " 宁夏 宁波 宁愿 宁静 关于 关注 关系 关心 关键 关闭 关押 关门 关机 应该 应当 应对 应用 应有 同意 同时 同学 同样 同志 同胞 同性 同情 车站 车辆 车祸 车上 边境 边缘 边界 尚未 尚有 尚且 习总"
    " 包括 包围 包子 包裹 包容 计划 计算 计生 查看 查询 查封 查处 沙漠 沙发 管理 管制 管控 麻烦 麻醉 乐观 乐园 乐队 易于 柏林 童年 童话 农民 农村 农业 农历 干部 干净 干扰 司机 司法 司令 都是 都有 都会 都不 都在 都没 都能"
    " 牛奶 牛肉 牛年 施工 施行 施压 洪水 汤圆 贺年 孔子 孔雀 武昌 戴上 戴着 莫名 莫非 莫斯 秦朝 秦始 韩国 韩语 唐朝 唐人 宋朝 宋代 魏晋 吴语 鲁迅 罗马 梁家 叶子 丁点 杜绝 苏联 苏州 苏格 鲍鱼 崔健 沈阳 姚家 卢旺 汪汪 范围 范畴 廖廖 夏天 夏季 夏日 付出 付款 付费 邹容 孟子 孟加 熊猫 邱吉 尹始 薛宝 段落 段子 侯选 陶瓷 黎明 顾客 顾问 顾虑 郝柏 邵阳 毛泽 毛主 史记 覃思 龚自 程式 蒋介 蒋经 阳光 高铁 高温 高考 高官 高价 高压 高潮 高手 高喊 高呼 高举 高达 高于 白人 白宫 白纸 白领 白酒 白费 白血 江泽 马云 马英 马列 马航".split()
)
EN_FIRST: Final = frozenset(
    "James John Robert Michael William David Richard Joseph Thomas Charles Christopher Daniel Matthew Anthony Mark Donald Steven Paul Andrew Joshua Kenneth Kevin Brian George Timothy Ronald Edward Jason Jeffrey Ryan Jacob Gary Nicholas Eric Jonathan Stephen Larry Justin Scott Brandon Benjamin Samuel Gregory Alexander Frank Patrick Raymond Jack Dennis Jerry Tyler Aaron Jose Adam Nathan Henry Douglas Zachary Peter Kyle Ethan Walter Noah Jeremy Christian Keith Roger Terry Austin Sean Gerald Carl Harold Dylan Arthur Lawrence Jordan Jesse Bryan Billy Bruce Gabriel Joe Logan Alan Juan Albert Willie Elijah Wayne Randy Vincent Mason Roy Ralph Bobby Russell Philip Eugene Liam Oliver Lucas Leo Oscar Felix Hugo Max Simon Martin Ivan Omar Ali Ahmed Mohammed Yusuf Ibrahim Hassan"
    " Mary Patricia Jennifer Linda Elizabeth Barbara Susan Jessica Sarah Karen Lisa Nancy Betty Sandra Margaret Ashley Kimberly Emily Donna Michelle Carol Amanda Melissa Deborah Stephanie Rebecca Sharon Laura Cynthia Dorothy Amy Kathleen Angela Shirley Emma Brenda Pamela Nicole Anna Samantha Katherine Christine Debra Rachel Carolyn Janet Maria Olivia Heather Helen Catherine Diane Julie Victoria Joyce Lauren Kelly Christina Ruth Joan Virginia Judith Evelyn Hannah Andrea Megan Cheryl Jacqueline Madison Teresa Abigail Sophia Martha Sara Gloria Janice Kathryn Ann Isabella Judy Charlotte Julia Grace Amber Alice Jean Denise Frances Danielle Marilyn Natalie Beverly Diana Brittany Theresa Kayla Alexis Doris Lori Tiffany Sophie Clara Nina Eva Irene Fatima Aisha Leila Zara Miriam Tenzin Dolma Lobsang Tsering Pema Tashi Karma Sonam Dorje Nyima Dawa Rinchen Kelsang Jampa Gyaltsen Dolkun Rushan Rebiya Ilham Memet Abdulla Tursun Ablikim Gulnar Mihrigul Zumrat Rahile Xiaoming Xiaohong Wei Jing Li Ming Hong Jun Lei Yan".split()
)
EN_NO_NAMES: Final = frozenset(
    "The A An And But Or If In On At To Of For From With By As Is It He She We They You I This That These Those My Your His Her Our Their What When Where Who Why How Not No Yes So Then There Here All Some Any Every Each Both Also Just Only Even Still Now Today Tomorrow Yesterday Tonight"
    " Monday Tuesday Wednesday Thursday Friday Saturday Sunday January February March April May June July August September October November December Jan Feb Mar Apr Jun Jul Aug Sep Sept Oct Nov Dec"
    " New York London Paris Berlin Beijing Shanghai Hong Kong Taiwan China Chinese America American Americans English French German Russia Russian Japan Japanese Korea India Indian Tibet Tibetan Uyghur Xinjiang Europe European Africa Asia Washington California Texas Twitter Facebook Google YouTube WhatsApp Telegram Instagram Apple Microsoft Internet Web Windows Android Linux"
    " God Jesus Christ Bible Lord Christmas Easter University College School Church Hospital Street Road Avenue Park Lake River City State United States Nations Kingdom Party Congress Communist Democratic Republican Government President Minister Prime Court Police Army North South East West Central National International World War Great Big Good Happy Thank Thanks Please Sorry Hello Hi Dear Best Regards Love Oh Ok Okay Well Really Very Can Could Would Should Will May Might Must Do Does Did Have Has Had Be Been Are Was Were Let Get Got Go Going Come See Look Read Watch Listen Via Retweet RT Re Fwd Breaking Update News Live Photo Video Day Week Month Year Time Part One Two Three Four Five First Second Last Next".split()
)
UG_NAMES: Final = frozenset(
    "ئىلھام مەمەت مۇھەممەت ئابلىز ئابلىكىم رىشات تۇرسۇن تۇرسۇنجان ئەركىن ئابدۇللا ئابدۇرېھىم ئابدۇقادىر ئابدۇۋەلى مۇختەر قەيسەر يالقۇن ھالمۇرات دولقۇن ئەنۋەر ئۆمەر ئوسمان ئەلى ھەسەن ھۈسەيىن ئىبراھىم ئىسمائىل ياقۇپ يۈسۈپ مۇسا ئەيسا توختى ئىمىن ھاشىم قادىر روزى سابىر ياسىن مۆمىن ئەخمەت ھوشۇر كېرىم بارات نىياز سەمەت پەرھات نۇرمۇھەممەت ئەكبەر ئەسقەر شۆھرەت باتۇر ئالىم ئادىل مەھمۇت مەمتىمىن تاھىر زاھىر غېنى غەيرەت ئىلى ئىدرىس ئىسلام سۇلايمان داۋۇت زۇنۇن ھاجى ئابدۇكېرىم ئابدۇغېنى ئابدۇرازاق ئابدۇشۈكۈر خېيرى جاپپار سىدىق ئۇبۇل راخمان نۇرى"
    " گۈلنار ئايگۈل پاتىگۈل دىلنۇر نۇرگۈل زۇلپىيە راھىلە سەلىمە رەيھانگۈل مىھرىگۈل زۇمرەت رابىيە ئامىنە خەدىچە فاتىمە پاتىمە ھاۋاگۈل ئايشەم ئاينۇر گۈلشەن گۈلباھار دىلبەر دىلنارە رەنا رىزۋانگۈل مەرىيەم تاجىگۈل بۈۋىسارە تۇرسۇنئاي نىگارە نادىرە سەنەم شەھرىزات شەمشىنۇر ئارزۇگۈل مۇكەررەم ھۆرىيەت".split()
)
BO_NAMES: Final = tuple(
    "བསྟན་འཛིན ཚེ་རིང པད་མ སྒྲོལ་མ རྡོ་རྗེ ནོར་བུ ལྷ་མོ བཀྲ་ཤིས དབང་ཕྱུག སྐལ་བཟང ཀུན་དགའ ཉི་མ ཟླ་བ རིན་ཆེན ཕུན་ཚོགས བློ་བཟང ཆོས་འཕེལ དཔལ་ལྡན དོན་གྲུབ རྒྱ་མཚོ རྒྱལ་མཚན ཡེ་ཤེས འཇམ་དབྱངས འཇམ་དཔལ ཐུབ་བསྟན བསོད་ནམས ངག་དབང མཁྱེན་རབ དབྱངས་ཅན སྐྱིད་པ མཚོ་མོ ལྷག་པ མིག་དམར པ་སངས སྤེན་པ ཕུར་བུ གཡང་འཛོམས བདེ་སྐྱིད ཆོས་སྒྲོན ལྷ་རྒྱལ ཚེ་དབང ཚེ་བརྟན བསྟན་པ བསྟན་དར འཕྲིན་ལས ནམ་རྒྱལ རབ་རྒྱས ཀརྨ བྱམས་པ ལོབ་བཟང".split()
)
