-- Signs people in, one after the other, each from an address of its own.
local number = 0
local people = tonumber(os.getenv("PEOPLE"))
local origin = os.getenv("ORIGIN")

request = function()
  number = number + 1
  local from = string.format("10.%d.%d.%d", math.floor(number / 62500) % 250, math.floor(number / 250) % 250, number % 250 + 1)
  local body = string.format('{"email":"person-%d@example.org","password":"correct horse staple"}', number % people)
  local headers = { ["Content-Type"] = "application/json", ["Origin"] = origin, ["X-Forwarded-For"] = from }
  return wrk.format("POST", "/_auth/sign-in/email", headers, body)
end
