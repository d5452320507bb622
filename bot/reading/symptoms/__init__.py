"""Reading symptoms and danger out of what people write: phrasings as data, and what stands around them."""

from bot.reading.symptoms.reader import SymptomReading, read_symptoms
from bot.reading.symptoms.tier import RANK, Tier, order_symptoms, read_digit

__all__ = ["RANK", "SymptomReading", "Tier", "order_symptoms", "read_digit", "read_symptoms"]
