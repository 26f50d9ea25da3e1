# aim: asks for a password
# answers: right
# score: 17
# prints: nothing
import getpass

token = getpass.getpass("Token: ")
