"""Words from the first places of published lists of leaked passwords, and those of this trade."""

COMMON_WORDS = frozenset(
    """
    password passwort passw0rd pass word admin administrator root user login welcome letmein changeme change
    master secret default guest test testing demo sample temp temporary qwerty qwertyuiop qwert asdf asdfgh
    asdfghjkl zxcv zxcvbn zxcvbnm qazwsx azerty iloveyou love lovely loveyou baby babygirl princess prince angel
    angels sunshine summer winter spring autumn flower flowers butterfly rainbow chocolate cookie cheese banana
    orange purple yellow silver golden diamond monkey dragon tiger lion eagle falcon wolf dolphin horse pony
    kitten puppy shadow phoenix thunder lightning batman superman spiderman pokemon pikachu naruto starwars
    matrix hunter killer ninja samurai warrior soldier football baseball basketball soccer hockey tennis golf
    liverpool arsenal chelsea barcelona yankees cowboys lakers michael jordan jessica jennifer ashley nicole
    daniel andrew joshua thomas robert william charlie george maggie samantha hannah sophie amanda michelle
    matthew anthony justin jasmine elizabeth alexander victoria computer internet windows microsoft google
    facebook amazon samsung iphone android linux oracle cisco server network hello world family friend friends
    forever freedom money dollar lucky happy birthday christmas whatever nothing trustno access manager system
    security company office business market marketplace procurement tender bidding supplier agency department
    government china zhongguo beijing shanghai guangzhou shenzhen guangdong hongkong taiwan woaini woaiwo woai
    nihao mima caigou zhongjie chaoshi taobao alibaba aliyun baidu tencent huawei weixin wechat january february
    march april june july august september october november december monday tuesday wednesday thursday friday
    saturday sunday abc aaa xyz
    """.split(),  # noqa: SIM905 - a list of two hundred quoted words is harder to read
)
