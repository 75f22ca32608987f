/** Refusals about typed entry, scanned codes and the devices process. */
export const errorsDevices = {
  'visit.typed-identity': {
    clerk: '手工录入的，办钱的事要另一位工作人员复核',
    say: '身份证没有读出来，我先给您登记好，再请一位同事核对',
    next: '登记以后请同事当场复核；身份证又能读了，就先放上去读',
  },
  'card.real-in-practice': {
    clerk: '这是练习，请收回身份证',
    say: '这里在练习，您的身份证没有读，请收好',
    next: '把身份证还给本人；要办事请到正式窗口。练习用练习台里的卡',
  },
  'reader.program-stopped': {
    clerk: '读卡程序停了',
    say: '机器出了点小问题，请稍等，证件先拿好',
    next: '按“再试”；还是不行就手工录入，并告诉主管',
  },
  'code.malformed': {
    clerk: '扫到的码不对，没有采用',
    say: '请把码再对一下扫码枪',
    next: '再扫一次；屏幕调亮一点。还是不行请用身份证',
  },
  'code.no-prefix': {
    clerk: '像是扫码枪打进来的，可是没有前缀，没有采用',
    say: '请稍等，扫码枪要设一下',
    next: '打进框里的字请删掉；按 F12 看扫码枪怎么设前缀和后缀',
  },
  'code.centre-cannot-tell': {
    clerk: '扫到了医保码，可是现在认不出是谁',
    say: '码扫到了，可是中心还不能凭码认人，请您拿身份证',
    next: '请本人放身份证；没带就手工录入。码里是谁要问中心，中心现在还没有开通',
  },
} as const
