/** Refusals of a rule pack; the one in force stays. */
export const errorsPacks = {
  'pack.malformed': {
    clerk: '这份政策规则写得不对，没有采用',
    say: '照现在的规矩办',
    next: '请发规则的人改好再发；现在用的规则不变',
  },
  'pack.no-date': {
    clerk: '这份政策规则没写从哪天起用，没有采用',
    say: '照现在的规矩办',
    next: '请发规则的人写上日期再发；现在用的规则不变',
  },
  'pack.unknown-suite': {
    clerk: '这份政策规则的签名算法不认识，没有采用',
    say: '照现在的规矩办',
    next: '请中心升级程序后再发；现在用的规则不变',
  },
  'pack.bad-signature': {
    clerk: '这份政策规则的签名不对，没有采用',
    say: '照现在的规矩办',
    next: '不要用这份文件，请告诉中心；现在用的规则不变',
  },
  'pack.other-realm': {
    clerk: '练习用和正式用的政策规则拿混了，没有采用',
    say: '照现在的规矩办',
    next: '请换成对的那一份；现在用的规则不变',
  },
  'pack.older-number': {
    clerk: '这份政策规则的编号不比现在的新，没有采用',
    say: '照现在的规矩办',
    next: '要改规则请用新的编号；现在用的规则不变',
  },
  'pack.changed': {
    clerk: '同一个编号的政策规则，内容不一样，没有采用',
    say: '照现在的规矩办',
    next: '发出去的规则不能改，请用新的编号再发',
  },
} as const
