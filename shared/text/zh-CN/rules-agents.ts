/** Words of the rules of whoever is helped and whoever helps. */
export const rulesAgents = {
  'member.answers': { ok: '这一项不动钱', unknown: '本人答不答得上来，再问一次' },
  'agent.able': { ok: '代办人可以办', unknown: '代办人的年龄，请看证件' },
  'agent.authority': { ok: '代办的凭据有了', unknown: '代办的凭据，请再看一看' },
  'agent.fresh-status': { ok: '本人的情况刚问过中心', unknown: '本人的情况，联网后核实' },
  'agent.own-gain': { ok: '钱不是转给代办人', unknown: '代办人和收款人，由中心核实' },
} as const
