// Invented people: names from syllable lists, identity numbers of the invented division 999901, telephone numbers of a plainly invented range.
import { plusDays } from "#kernel/clock";
import { inventIdNumber } from "#modules/people";
import { at, type Chance } from "./chance.ts";

const surnames = [
  ..."赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦许何吕施张孔曹严华金魏陶姜谢邹苏潘葛范彭鲁韦马方俞任袁柳史唐薛雷贺倪汤罗郝安常于傅康伍余顾孟黄萧尹姚邵汪毛戴宋庞熊纪舒项祝董梁杜阮蓝闵席季麻贾江童郭梅林钟徐邱骆高夏蔡田樊胡凌霍万柯卢莫房丁邓洪包石崔吉龚程邢裴陆翁",
];
const doubleSurnames = ["欧阳", "上官", "司马", "诸葛", "夏侯", "皇甫"];
const givenFirst = [..."文明志国建永春秋海云德正安平泽启景承嘉思雨晓若彦立宏裕广进成兴向克维亦子书清凤金玉月桂兰美素慧淑丽秀雪霞"];
const givenSecond = [..."生华军林峰强辉斌波涛宁恒远达庆祥荣贵才顺和民光亮阳东南山川河田禾舟松柏竹芳芬英珍娟敏静洁琴燕莲萍芸菊梅蓉欣怡彤"];
const rareNames = [
  "𠮷文山",
  "王㛃",
  "李㛃宁",
  "陈𬭼远",
  "阿依古丽·买买提",
  "巴图·朝鲁",
  "扎西·平措",
  "古丽努尔·艾山",
  "张䶮",
  "刘堃垚",
  "赵喆晗",
  "周懿祯",
];
const trades = ["置业", "物业服务", "建筑工程", "商贸", "餐饮管理", "电子科技", "服装", "家具", "食品", "运输", "农业发展", "旅游服务"];
const brands = [
  "恒远",
  "瑞禾",
  "明诚",
  "嘉木",
  "同舟",
  "和润",
  "宏图",
  "晨曦",
  "万象",
  "安泰",
  "丰泽",
  "锦程",
  "新源",
  "广汇",
  "德信",
  "顺昌",
];

/** An invented name of a person; one in sixty has a rare character or a ·. */
export function inventName(chance: Chance): string {
  if (chance.odds(1 / 60)) return chance.pick(rareNames);
  const surname = chance.odds(0.01) ? chance.pick(doubleSurnames) : chance.pick(surnames);
  return surname + (chance.odds(0.82) ? chance.pick(givenFirst) : "") + chance.pick(givenSecond);
}

/** An invented company of one of the trades. */
export function inventCompany(chance: Chance, trade?: string): string {
  return `${chance.pick(brands)}${chance.odds(0.5) ? chance.pick(["达", "兴", "宏", "泰", "盛"]) : ""}${trade ?? chance.pick(trades)}有限公司`;
}

const birthdays = 21_900;

/**
 * The identity number of the `ordinal`-th invented person (0 and up, all different below 9 million): division 999901, born between 1942 and 2001.
 * No real number begins with 999901.
 */
export function inventedNumber(ordinal: number): string {
  const birthday = (ordinal * 7919) % birthdays;
  const sequence = Math.floor(ordinal / birthdays) * 2 + (birthday % 2) + (birthday % 290) * 2;
  return inventIdNumber("999901", bornOn(birthday), sequence);
}

const born: string[] = [];
function bornOn(index: number): string {
  for (let next = born.length; next <= index; next += 1) born.push(plusDays(next === 0 ? "1941-12-31" : at(born, next - 1), 1));
  return at(born, index);
}

/** The telephone of the `ordinal`-th invented person: 199 0000 0000 and up. */
export function inventedPhone(ordinal: number): string {
  return String(19_900_000_000 + ordinal);
}
