"""The gateway a competent developer writes in an afternoon: Strawberry, aiodataloader, httpx."""
