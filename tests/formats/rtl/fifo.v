// A first-in first-out queue of 2**DEPTH words, with a count of what it holds.
module fifo_pointer #(parameter BITS = 3) (
    input clk, input rst, input step, output reg [BITS-1:0] at
);
    initial at = 0;
    always @(posedge clk)
        if (rst) at <= 0;
        else if (step) at <= at + 1'b1;
endmodule

module fifo #(parameter WIDTH = 6, DEPTH = 3) (
    input clk, input rst,
    input push, input [WIDTH-1:0] in,
    input pop, output [WIDTH-1:0] out,
    output full, output empty, output reg [DEPTH:0] held
);
    reg [WIDTH-1:0] memory [0:(1 << DEPTH) - 1];
    wire [DEPTH-1:0] head, tail;
    wire writes = push && !full, reads = pop && !empty;
    integer i;

    initial begin
        held = 0;
        for (i = 0; i < (1 << DEPTH); i = i + 1) memory[i] = i * 5;
    end

    fifo_pointer #(.BITS(DEPTH)) in_pointer (.clk(clk), .rst(rst), .step(writes), .at(tail));
    fifo_pointer #(.BITS(DEPTH)) out_pointer (.clk(clk), .rst(rst), .step(reads), .at(head));

    assign full = held == (1 << DEPTH);
    assign empty = held == 0;
    assign out = memory[head];

    always @(posedge clk) begin
        if (writes) memory[tail] <= in;
        if (rst) held <= 0;
        else held <= held + writes - reads;
    end
endmodule
