const WORDS = {
  zh: {
    filters: "筛选", kinds: "类别", relations: "关系", statuses: "状态", reset: "全部显示", search: "搜索名称、别名或拼音首字母",
    graph: "合作关系图：方向键移到相邻节点，回车看详情，加减号缩放", closer: "放大", farther: "缩小", whole: "查看全图", panel: "详情", close: "关闭",
    other: "English", share: "复制链接", copied: "链接已复制，打开即见当前视图", inBar: "地址栏中的链接即当前视图",
    aliases: "别名", region: "地区", everywhere: "全部地区", documents: "提及文档", partners: "合作方", time: "时间", fields: "合作领域",
    confidence: "置信度", rule: "规则", document: "文件", published: "发布", status: "状态", none: "没有找到",
    noRelations: "图中没有它的关系", evidence: "原文依据", noEvidence: "没有随附原文", undated: "时间未述",
    agreements: "签署的协议", timeline: "时间线", group: "社群", groupOf: (name, n) => `${name}等 ${n} 个`, members: "成员",
    outlines: "显示社群轮廓", least: "至少几篇文档提及", ego: "只看它的关系网", back: "返回全图", more: (n) => `另有 ${n} 个`,
    hidden: "没有符合筛选条件的节点", bare: "图中没有节点：所读文本中没有找到机构间的关系",
    tooOld: "此页需要 2023 年以后的浏览器",
    play: "逐年播放", pause: "停止播放", year: "年份", only: "仅当年", allYears: "全部年份", until: (y) => `截至 ${y} 年`, inYear: (y) => `${y} 年`,
    hiddenUndated: (n) => `${n} 条时间未述的关系未显示`, leastOf: (n) => `≥ ${n} 篇`, keys: "键盘操作",
    nodes: (shown, all) => `显示 ${shown} / ${all} 个节点`, edges: (shown, all) => `${shown} / ${all} 条关系`,
    core: (drawn) => `图中画出关系最多的 ${drawn} 个，其余可搜索`, unheld: (n) => `另有 ${n} 个关系最少的节点未收入本页`,
    around: (name) => `“${name}”的关系网`, cut: (n) => `另有 ${n} 个相邻节点未画出`,
    count: (n) => `${n} 篇`, sources: (n) => `${n} 篇文档`, head: "主体", trigger: "触发词", tail: "客体",
    keyRows: [["/", "搜索"], ["↑ ↓ ← →", "移到该方向最近的节点"], ["Enter", "进入详情"], ["+  −  0", "放大、缩小、全图"], ["E", "只看所选节点的关系网"],
      ["Space", "播放或停止年份"], ["Esc", "关闭、返回"], ["?", "键盘操作"]],
  },
  en: {
    filters: "Filter", kinds: "Kinds", relations: "Relations", statuses: "Status", reset: "Show all",
    search: "Search names, aliases, pinyin initials",
    graph: "Graph of cooperation: arrow keys move to the next node, Enter opens its details, plus and minus zoom", closer: "Zoom in",
    farther: "Zoom out", whole: "Show the whole graph", panel: "Details", close: "Close", other: "中文", share: "Copy link",
    copied: "Link copied: it opens this view", inBar: "The link in the address bar opens this view",
    aliases: "Also known as", region: "Region", everywhere: "All regions", documents: "Mentioned in", partners: "Partners", time: "Dates",
    fields: "Fields", confidence: "Confidence", rule: "Rule", document: "File", published: "Published",
    status: "Status", none: "Nothing found", noRelations: "No relations in this graph", evidence: "Evidence",
    noEvidence: "No sentences came with this graph", undated: "undated",
    agreements: "Agreements signed", timeline: "Timeline", group: "Community", groupOf: (name, n) => `${name} and ${n - 1} more`, members: "Members",
    outlines: "Outline communities", least: "Documents at least", ego: "Only its neighbourhood", back: "Back to the graph",
    more: (n) => `${n} more`,
    hidden: "No node passes the filters", bare: "No nodes: no relation between institutions was found in the texts",
    tooOld: "This page needs a browser made since 2023",
    play: "Play year by year", pause: "Stop playing", year: "Year", only: "only this year", allYears: "All years", until: (y) => `Until ${y}`,
    inYear: (y) => `In ${y}`, hiddenUndated: (n) => `${n} undated relations hidden`, leastOf: (n) => `≥ ${n}`, keys: "Keyboard",
    nodes: (shown, all) => `Showing ${shown} of ${all} nodes`, edges: (shown, all) => `${shown} of ${all} relations`,
    core: (drawn) => `Drawn: the ${drawn} nodes with most relations; search reaches the others`,
    unheld: (n) => `${n} nodes with fewest relations are not in this page`,
    around: (name) => `Neighbourhood of ${name}`, cut: (n) => `${n} more neighbours are not drawn`,
    count: (n) => (n === 1 ? "1 document" : `${n} documents`), sources: (n) => (n === 1 ? "1 document" : `${n} documents`),
    head: "head", trigger: "trigger", tail: "tail",
    keyRows: [["/", "Search"], ["↑ ↓ ← →", "To the nearest node that way"], ["Enter", "Into the details"], ["+  −  0", "Zoom in, out, whole graph"],
      ["E", "Only the neighbourhood of the chosen node"], ["Space", "Play or stop the years"], ["Esc", "Close, back"], ["?", "Keyboard"]],
  },
};
let language = "zh";

const byId = (id) => document.getElementById(id);
const word = (key, ...values) => {
  const text = WORDS[language][key];
  return typeof text === "function" ? text(...values) : text;
};
const labelOf = (group, name) => (Object.hasOwn(data.schema[group], name) ? data.schema[group][name][language] : name);
const relationLabel = (name, inverse) => {
  if (!Object.hasOwn(data.schema.relations, name)) return name;
  return data.schema.relations[name][inverse ? `inverse_${language}` : language];
};
const isSymmetric = (name) => Object.hasOwn(data.schema.relations, name) && data.schema.relations[name].symmetric;
const colorOfRelation = (name) =>
  Object.hasOwn(data.schema.relations, name) ? data.schema.relations[name].color : "#5f6b7a";
/* Dates may be intervals (a/b): from the first of all of them to the last. */
const period = (first, last) => {
  const days = [first, last].filter(Boolean).flatMap((date) => date.split("/"));
  return [...new Set([days[0], days[days.length - 1]])].filter(Boolean).join(" – ");
};
const short = (name, most) => (name.length > most ? `${name.slice(0, most)}…` : name);

/* All text that comes from documents passes through here, as text. */
function make(tag, classes, ...children) {
  const element = document.createElement(tag);
  if (classes) element.className = classes;
  element.append(...children.filter((child) => child !== null && child !== ""));
  return element;
}

function button(classes, action, ...children) {
  const element = make("button", classes, ...children);
  element.type = "button";
  element.addEventListener("click", action);
  return element;
}

function mark(kind) {
  const look = data.schema.kinds[kind] ?? { color: "#5f6b7a", shape: "dot" };
  const element = make("span", `mark ${look.shape}`);
  element.style.backgroundColor = look.color;
  return element;
}

function stroke(color, status) {
  const element = make("span", `stroke ${status}`);
  element.style.color = color;
  return element;
}

function translatePage() {
  document.documentElement.lang = language === "zh" ? "zh-CN" : "en";
  for (const element of document.querySelectorAll("[data-text]")) element.textContent = word(element.dataset.text);
  for (const element of document.querySelectorAll("[data-label]")) element.setAttribute("aria-label", word(element.dataset.label));
  for (const element of document.querySelectorAll("[data-placeholder]")) element.placeholder = word(element.dataset.placeholder);
  byId("language").textContent = word("other");
  byId("language").lang = language === "zh" ? "en" : "zh-CN";
  byId("keyList").replaceChildren(...word("keyRows").flatMap(([key, what]) => [make("dt", "", make("kbd", "", key)), make("dd", "", what)]));
}
