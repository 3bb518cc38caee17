using StackExchange.Redis;

namespace ResetService.Tests.Support;

/// <summary>What our Lua scripts may rely on wherever they run, and where Garnet answers differently.</summary>
[TestFixture(nameof(Servers.Redis))]
[TestFixture(nameof(Servers.Cluster))]
[TestFixture(nameof(Servers.Garnet))]
internal sealed class RedisScriptsTests(string server) : IAsyncDisposable
{
    private ConnectionMultiplexer connection = null!;

    private IDatabase Database => connection.GetDatabase();

    [OneTimeSetUp]
    public async Task ConnectAsync() => connection = await ConnectionMultiplexer.ConnectAsync(await ConnectionStringAsync());

    [OneTimeTearDown]
    public ValueTask DisposeAsync() => connection.DisposeAsync();

    [TestCase("return {redis.call('HSET', KEYS[1], 'a', '1', 'b', 2), redis.call('HSET', KEYS[1], 'a', '3')}", "[2, 0]")]
    [TestCase("redis.call('HSET', KEYS[1], 'a', '1') return redis.call('HMGET', KEYS[1], 'a', 'none')", "['1', nil]")]
    [TestCase("redis.call('HSET', KEYS[1], 'a', '1') local a, none = unpack(redis.call('HMGET', KEYS[1], 'a', 'none')) return {a, none == false}", "['1', 1]")]
    [TestCase("return redis.call('HGET', KEYS[1], 'a') == false", "1")]
    [TestCase("redis.call('HINCRBY', KEYS[1], 'n', 4) return {redis.call('HINCRBY', KEYS[1], 'n', 1), redis.call('HGET', KEYS[1], 'n')}", "[5, '5']")]
    [TestCase("redis.call('HSET', KEYS[1], 'a', '1') return {redis.call('HEXISTS', KEYS[1], 'a'), redis.call('HDEL', KEYS[1], 'a', 'b'), redis.call('EXISTS', KEYS[1])}", "[1, 1, 0]")]
    [TestCase("redis.call('HSET', KEYS[1], 'a', '1', 'b', '2') return redis.call('HGETALL', KEYS[1])", "['a', '1', 'b', '2']")]
    [TestCase("return #redis.call('HGETALL', KEYS[1])", "0")]
    public Task Hashes(string script, string answer) => AssertAnswerAsync(script, answer);

    [TestCase("return {redis.call('PEXPIRE', KEYS[1], 60000), redis.call('PTTL', KEYS[1])}", "[0, -2]")]
    [TestCase("redis.call('HSET', KEYS[1], 'a', '1') local before = redis.call('PTTL', KEYS[1]) redis.call('PEXPIRE', KEYS[1], 60000) return {before, redis.call('PTTL', KEYS[1]) > 59000}", "[-1, 1]")]
    [TestCase("redis.call('HSET', KEYS[1], 'a', '1') redis.call('PEXPIRE', KEYS[1], 60000) redis.call('HSET', KEYS[1], 'b', '2') return redis.call('PTTL', KEYS[1]) > 59000", "1")]
    [TestCase("redis.call('HSET', KEYS[1], 'a', '1') redis.call('PEXPIREAT', KEYS[1], 1999999999999) return redis.call('PEXPIRETIME', KEYS[1])", "1999999999999")]
    [TestCase("redis.call('HSET', KEYS[1], 'a', '1') return {redis.call('PEXPIREAT', KEYS[1], 1000), redis.call('EXISTS', KEYS[1])}", "[1, 0]")]
    [TestCase("redis.call('HSET', KEYS[1], 'a', '1') return {redis.call('PEXPIRE', KEYS[1], 0), redis.call('EXISTS', KEYS[1])}", "[1, 0]")]
    [TestCase("redis.call('SET', KEYS[1], '1') return {redis.call('PEXPIRE', KEYS[1], 60000, 'NX'), redis.call('PEXPIRE', KEYS[1], 70000, 'NX'), redis.call('PEXPIRE', KEYS[1], 50000, 'GT')}", "[1, 0, 0]")]
    public Task Deadlines(string script, string answer) => AssertAnswerAsync(script, answer);

    [TestCase("redis.call('SET', KEYS[1], 'v', 'PX', 60000, 'NX') return {redis.call('SET', KEYS[1], 'w', 'PX', 60000, 'NX') == false, redis.call('GET', KEYS[1]), redis.call('PTTL', KEYS[1]) > 59000}", "[1, 'v', 1]")]
    [TestCase("redis.call('SET', KEYS[1], '1', 'PX', 60000) redis.call('INCR', KEYS[1]) return {redis.call('GET', KEYS[1]), redis.call('PTTL', KEYS[1]) > 59000}", "['2', 1]")]
    [TestCase("redis.call('SET', KEYS[1], 'v') redis.call('HSET', KEYS[2], 'a', '1') return {redis.call('EXISTS', KEYS[1], KEYS[2]), redis.call('DEL', KEYS[1], KEYS[2])}", "[2, 2]")]
    [TestCase("return tonumber(redis.call('GET', KEYS[1]) or 0)", "0")]
    public Task Strings(string script, string answer) => AssertAnswerAsync(script, answer);

    [TestCase("return {redis.call('ZADD', KEYS[1], 1, 'a', 2, 'b'), redis.call('ZADD', KEYS[1], 'NX', 9, 'a', 3, 'c'), redis.call('ZSCORE', KEYS[1], 'a')}", "[2, 1, '1']")]
    [TestCase("return {redis.call('ZADD', KEYS[1], 'XX', 9, 'a'), redis.call('ZCARD', KEYS[1])}", "[0, 0]")]
    [TestCase("redis.call('ZADD', KEYS[1], 5, 'a') return {redis.call('ZADD', KEYS[1], 'XX', 'CH', 'GT', 3, 'a'), redis.call('ZADD', KEYS[1], 'XX', 'CH', 'GT', 8, 'a')}", "[0, 1]")]
    [TestCase("redis.call('ZADD', KEYS[1], 1763878800123, 'a') return {redis.call('ZSCORE', KEYS[1], 'a'), redis.call('ZSCORE', KEYS[1], 'b') == false}", "['1763878800123', 1]")]
    [TestCase("redis.call('ZADD', KEYS[1], 1, 'a', 2, 'b', 3, 'c') return redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', '(3', 'LIMIT', 1, 5)", "['b']")]
    [TestCase("redis.call('ZADD', KEYS[1], 1763878800123, 'a', 1763878800124, 'b') return redis.call('ZRANGE', KEYS[1], '-inf', ARGV[1], 'BYSCORE', 'LIMIT', 0, 5, 'WITHSCORES')", "['a', '1763878800123']")]
    [TestCase("redis.call('ZADD', KEYS[1], 1, 'a', 2, 'b') return {redis.call('ZREM', KEYS[1], 'a', 'none'), redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', '+inf'), redis.call('EXISTS', KEYS[1])}", "[1, 1, 0]")]
    public Task Sorted_sets(string script, string answer) => AssertAnswerAsync(script, answer);

    [TestCase("local time = redis.call('TIME') return #tostring(time[1] * 1000 + math.floor(time[2] / 1000))", "13")]
    [TestCase("return {tonumber(ARGV[1]), tostring(tonumber(ARGV[1]) + 1), ARGV[1] + 1}", "[1763878800123, '1763878800124', 1763878800124]")]
    [TestCase("return {string.format('%d', ARGV[1] / 1), string.format('%.0f', 10 / 2), math.floor(10 / 4) .. ''}", "['1763878800123', '5', '2']")]
    [TestCase("return {3.99, -3.99, 10 / 2}", "[3, -3, 5]")]
    [TestCase("return {1, {'a', {2, 'b'}, {}}, false, true, 'x'}", "[1, ['a', [2, 'b'], []], nil, 1, 'x']")]
    [TestCase("return {1, nil, 3}", "[1]")]
    [TestCase("return nil", "nil")]
    [TestCase("return false", "nil")]
    [TestCase("return {unpack({1, 2, 3}, 2)}", "[2, 3]")]
    [TestCase("return {tonumber(nil) == nil, tonumber('') == nil, ARGV[9] == nil}", "[1, 1, 1]")]
    public Task Numbers_and_tables(string script, string answer) => AssertAnswerAsync(script, answer);

    [TestCase("return {err = 'LOCKED no more tries'}", "LOCKED no more tries")]
    [TestCase("return redis.pcall('NONE')", "ERR Unknown Redis command called from script")]
    [TestCase("redis.call('SET', KEYS[1], 'v') return redis.call('HGET', KEYS[1], 'a')", "WRONGTYPE Operation against a key")]
    public Task Errors(string script, string message) =>
        Assert.ThatAsync(() => EvaluateAsync(script), Throws.InstanceOf<RedisServerException>().With.Message.Contains(message));

    [TestCase("return 10 / 2 .. ''", "'5'", "'5.0'", TestName = "Garnet's Lua 5.4 writes a whole quotient as a float")]
    [TestCase("redis.call('HSET', KEYS[1], 'a', 10 / 2) return redis.call('HGET', KEYS[1], 'a')", "'5'", "'5.0'", TestName = "Garnet stores a whole quotient as a float")]
    [TestCase("redis.call('SET', KEYS[1], 'v') local set = redis.pcall('PEXPIRE', KEYS[1], 10 / 2) return type(set)", "'number'", "'table'", TestName = "Garnet takes no quotient as a number of milliseconds")]
    [TestCase("redis.call('SET', KEYS[1], 'v') local set = redis.pcall('PEXPIRE', KEYS[1], -1) return type(set)", "'number'", "'table'", TestName = "Garnet takes no negative lifetime")]
    [TestCase("return type(redis.call('SET', KEYS[1], 'v'))", "'table'", "'string'", TestName = "Garnet answers a plain SET with a string instead of a status")]
    [TestCase("local set = redis.pcall('SET', KEYS[1], 'v', 'PXAT', 1999999999999) return set.ok", "'OK'", "nil", TestName = "Garnet's SET knows no PXAT")]
    [TestCase("return tostring(1763878800123456)", "'1.7638788001235e+15'", "'1763878800123456'", TestName = "Redis writes numbers of 15 digits and more in exponents")]
    [TestCase("return redis.error_reply('LOCKED no more tries').err", "'LOCKED no more tries'", "'ERR LOCKED no more tries'", TestName = "Garnet puts ERR before an error_reply")]
    [TestCase("return pcall(function() return string.format('%d', 3.7) end)", "1", "nil", TestName = "Garnet formats no fraction as an integer")]
    public Task Differences(string script, string redis, string garnet) =>
        AssertAnswerAsync(script, server == nameof(Servers.Garnet) ? garnet : redis);

    [Test]
    public async Task A_script_is_sent_again_when_the_server_has_forgotten_it()
    {
        const string script = "return ARGV[1]";
        await EvaluateAsync(script);

        await Task.WhenAll(connection.GetServers().Select(each => each.ScriptFlushAsync()));

        Assert.That(Show(await EvaluateAsync(script)), Is.EqualTo("'1763878800123'"));
    }

    [Test]
    public async Task A_message_published_in_a_script_reaches_a_subscriber()
    {
        var heard = new TaskCompletionSource<string?>();
        var channel = $"woken:{Guid.NewGuid():N}";
        await connection.GetSubscriber().SubscribeAsync(RedisChannel.Literal(channel), (_, message) => heard.TrySetResult(message));

        await Database.ScriptEvaluateAsync("return redis.call('PUBLISH', ARGV[1], 'mail')", [], [channel]);

        Assert.That(await heard.Task.WaitAsync(TimeSpan.FromSeconds(10)), Is.EqualTo("mail"));
    }

    // Garnet locks the keys that a script declares, and no others.
    [Test]
    public async Task A_script_is_atomic_over_the_keys_it_declares()
    {
        const string spend = """
            local spent = tonumber(redis.call('HGET', KEYS[1], 'spent') or 0)
            if spent >= 5 then return 0 end
            redis.call('HSET', KEYS[1], 'spent', spent + 1)
            redis.call('ZADD', KEYS[2], spent, spent)
            return 1
            """;
        var keys = NewKeys();

        var spent = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(async () =>
        {
            await using var own = await ConnectionMultiplexer.ConnectAsync(await ConnectionStringAsync());
            var answers = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => own.GetDatabase().ScriptEvaluateAsync(spend, keys)));
            return answers.Sum(answer => (int)answer);
        })));

        Assert.That(spent.Sum(), Is.EqualTo(5));
        Assert.That(await Database.SortedSetLengthAsync(keys[1]), Is.EqualTo(5));
    }

    private static RedisKey[] NewKeys()
    {
        var tag = $"{{{Guid.NewGuid():N}}}";
        return [$"{tag}:1", $"{tag}:2"];
    }

    private static string Show(RedisResult result) => result switch
    {
        { IsNull: true } => "nil",
        { Resp2Type: ResultType.Array } => $"[{string.Join(", ", ((RedisResult[])result!).Select(Show))}]",
        { Resp2Type: ResultType.Integer } => $"{result}",
        _ => $"'{result}'",
    };

    private async Task<string> ConnectionStringAsync() => await Servers.ConnectionStringAsync(server) + ",allowAdmin=true";

    private Task<RedisResult> EvaluateAsync(string script) => Database.ScriptEvaluateAsync(script, NewKeys(), ["1763878800123"]);

    private async Task AssertAnswerAsync(string script, string answer) =>
        Assert.That(Show(await EvaluateAsync(script)), Is.EqualTo(answer));
}
