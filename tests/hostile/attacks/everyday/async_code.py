# aim: await at the top of a cell, and a task that goes on
# answers: right
# score: 17
import asyncio


async def wait():
    await asyncio.sleep(0.01)


await wait()
task = asyncio.ensure_future(asyncio.sleep(3600))
print("tried")
