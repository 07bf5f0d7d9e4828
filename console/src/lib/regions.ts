// The names of the regions that users of the cloud know.
const names: Record<string, [zh: string, en: string]> = {
  'ap-guangzhou': ['广州', 'Guangzhou'],
  'ap-shanghai': ['上海', 'Shanghai'],
  'ap-beijing': ['北京', 'Beijing'],
  'ap-nanjing': ['南京', 'Nanjing'],
  'ap-chengdu': ['成都', 'Chengdu'],
  'ap-chongqing': ['重庆', 'Chongqing'],
  'ap-hongkong': ['中国香港', 'Hong Kong'],
  'ap-taipei': ['中国台北', 'Taipei'],
  'ap-singapore': ['新加坡', 'Singapore'],
  'ap-bangkok': ['曼谷', 'Bangkok'],
  'ap-jakarta': ['雅加达', 'Jakarta'],
  'ap-mumbai': ['孟买', 'Mumbai'],
  'ap-seoul': ['首尔', 'Seoul'],
  'ap-tokyo': ['东京', 'Tokyo'],
  'na-siliconvalley': ['硅谷', 'Silicon Valley'],
  'na-ashburn': ['弗吉尼亚', 'Virginia'],
  'na-toronto': ['多伦多', 'Toronto'],
  'sa-saopaulo': ['圣保罗', 'São Paulo'],
  'eu-frankfurt': ['法兰克福', 'Frankfurt'],
}

/** regionName gives the name of a region with its id. */
export function regionName(id: string): string {
  const name = names[id]?.[document.documentElement.lang === 'zh-CN' ? 0 : 1]
  return name ? `${name} (${id})` : id
}
