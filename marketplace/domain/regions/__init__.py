"""Administrative divisions (GB/T 2260): the place where a service is delivered, or where a department sits.

Never a condition for taking part: agencies have no region, and no query here answers "which agencies are from" one
(优化营商环境条例 Art 43; 公平竞争审查条例 Art 8-9).
"""
