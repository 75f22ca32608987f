/** Words of the rules of services that only the centre checks so far. */
export const rulesCentre = {
  'premium.registered': { ok: '这一年度已登记参保', unknown: '这一年度登记了没有，由中心核实' },
  'premium.plan': { ok: '有现行的缴费标准', unknown: '缴费标准，由中心核实' },
  'premium.payable': { ok: '现在可以缴', unknown: '现在能不能缴，由中心核实' },
  'premium.unpaid': { ok: '这一年度还没缴', unknown: '这一年度缴了没有，由中心核实' },
  'premium.amount': { ok: '金额和应缴的一样', unknown: '应缴金额，由中心核实' },
  'premium.balance': { ok: '余额够缴', unknown: '余额，由中心核实' },
  'place.current': { ok: '现在的使用地对得上', unknown: '现在的使用地，由中心核实' },
  'place.change-offered': { ok: '当地可以改使用地', unknown: '当地能不能改，要联网核实' },
  'place.nothing-waiting': { ok: '没有没收完的钱', unknown: '有没有没收完的钱，由中心核实' },
  'binding.offered': { ok: '这里能办家庭共济绑定', unknown: '这里能不能办绑定，由中心核实' },
  'binding.relative': { ok: '家人有医保', unknown: '家人有没有医保，由中心核实' },
  'binding.in-force': { ok: '和现在的绑定对得上', unknown: '现在绑没绑，由中心核实' },
  'relation.other': { ok: '对方的姓名和号码写得对', unknown: '对方，由中心核实' },
} as const
