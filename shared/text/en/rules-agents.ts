/** Words of the rules of whoever is helped and whoever helps. */
export const rulesAgents = {
  'member.answers': { ok: 'This moves no money', unknown: 'Ask the member once more' },
  'agent.able': { ok: 'The agent may act', unknown: 'The agent’s age: see the card' },
  'agent.authority': { ok: 'The agent’s authority is there', unknown: 'Look at the authority again' },
  'agent.fresh-status': { ok: 'The centre has just told the status', unknown: 'Status: checked with a line' },
  'agent.own-gain': { ok: 'The money is not for the agent', unknown: 'Agent and payee: the centre checks' },
} as const
